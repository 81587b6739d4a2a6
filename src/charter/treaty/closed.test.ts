import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId, Desk, SignedAct } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { skies } from '../../../test/suites/open-skies.ts'
import { withClosed, type Charter } from '../charter.ts'
import { adopt } from '../lane/adopt.ts'
import { release } from '../release.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { closedAgreements, closedDigest } from './closed.ts'

const day = 86_400_000
const kind = kindOf('agreement.closed/1')
const other: Readonly<Record<string, string>> = { alt: 'bor', bor: 'alt' }
let demo: FoundedCoalition
let maker: LaneMaker
let text: Act
let consents: readonly Act[]
let deeds: readonly Act[]
/** With the digest entered by `alt`. */
let entered: Charter

const opened = (signed: SignedAct): Act => {
  const act = openAct(signed)
  if (isRefusal(act)) throw new Error(act.code)
  return act
}

async function say(
  author: string,
  body: object,
  refs: readonly ActId[] = [],
  to: readonly string[] = [],
): Promise<Act> {
  const audience = (to.length > 0 ? to : [other[author] ?? 'alt']) as Party[]
  return opened(await maker.act(demo.charter, author, { kind, refs, body: body as never, audience }))
}

const deedOf = (author: string, deed: object, refs: readonly ActId[] = []): Promise<Act> =>
  say(author, { kind: 'action', agreement: text.id, deed }, [text.id, ...refs])

async function consentOf(party: string): Promise<Act> {
  const [row] = await maker.signatures(text, [party])
  return say(party, { kind: 'consent', agreement: text.id, signatures: row?.signatures }, [text.id])
}

async function withDigest(charter: Charter, author: string, digest: string): Promise<Charter> {
  const ordered = await maker.act(charter, author, { kind: kindOf('agreement.digest/1'), refs: [], body: { digest } })
  const next = adopt(charter, await maker.entry(charter, ordered, []))
  if (isRefusal(next)) throw new Error(next.code)
  return next
}

beforeAll(async () => {
  demo = await foundCoalition()
  maker = new LaneMaker(demo, new SeededRandom('closed'))
  const clauses = { openTo: ['alt', 'bor'], entry: { conditions: [{ count: 2 }], delay: { days: 10 } }, later: {} }
  const { type: _, machine, ...rest } = skies({}, clauses)
  const named = { ...machine, name: 'quiet-sky', ceiling: 'secret' }
  text = await say('alt', { ...rest, kind: 'text', participants: ['alt', 'bor'], machine: named })
  consents = [await consentOf('alt'), await consentOf('bor')]
  maker.at = addMs(demo.at, day)
  entered = await withDigest(demo.charter, 'alt', closedDigest(text.id))
  const done: Act[] = []
  for (const party of ['alt', 'bor']) {
    for (const deed of ['signature', 'ratification']) {
      maker.at = addMs(maker.at, day)
      done.push(await deedOf(party, { kind: deed }))
    }
  }
  deeds = done
})

const rowOf = (charter: Charter, acts: readonly Act[]) => closedAgreements(charter, acts)[0]?.row

interface Asked {
  readonly at: Instant
  readonly basis?: boolean
}

function gate(charter: Charter, author: string, recipient: string, { at, basis = true }: Asked) {
  const label = { level: 'secret', category: 'drones', purpose: 'information', handling: [], reviewBy: addMs(at, day) }
  const audience = [recipient as Party]
  const officers = ['one', 'two'] as Desk[]
  const said = { kind: kindOf('exchange.share/1'), coalition: charter.id, author: author as Party, officers, audience }
  return release({ ...said, label: { ...label, ...(basis && { basis: 'quiet-sky' }) } }, recipient as Party, {
    charter,
    at,
  })
}

test('8 a closed agreement takes the root of each participant and a digest that one of them has entered', async () => {
  const strangers = await withDigest(demo.charter, 'cas', closedDigest(text.id))
  const another = await withDigest(demo.charter, 'alt', 'ab'.repeat(32))
  expect(rowOf(entered, [text, ...consents])?.name).toBe('quiet-sky')
  for (const charter of [demo.charter, strangers, another]) {
    expect(rowOf(charter, [text, ...consents, ...deeds])).toBeUndefined()
  }
  for (const one of consents) expect(rowOf(entered, [text, one, ...deeds])).toBeUndefined()
  // Whoever enters the same digest first takes nobody's place.
  const both = await withDigest(strangers, 'bor', closedDigest(text.id))
  expect(rowOf(both, [text, ...consents])?.name).toBe('quiet-sky')
})

test('8 what others say of it, what others are told, and a signature of another key count for nothing', async () => {
  const [one] = consents
  if (one === undefined) throw new Error('no consent')
  const forged = [
    await say('bor', { ...(one.said.body as object) }, [text.id]),
    await say(
      'cas',
      { kind: 'consent', agreement: text.id, signatures: one.said.body['signatures'] },
      [text.id],
      ['alt'],
    ),
    await say('bor', { kind: 'action', agreement: text.id, deed: { kind: 'signature' } }, [text.id], ['alt', 'cas']),
  ]
  expect(rowOf(entered, [text, one, ...forged])).toBeUndefined()
  expect(rowOf(entered, [text, ...consents, ...forged])?.treaty.events).toEqual([])
  const told = await say('alt', text.said.body, [], ['bor', 'cas'])
  expect(closedAgreements(entered, [told])).toEqual([])
})

test('9 in whatever order its acts come, a closed agreement is the same, and its gate opens on the same day', async () => {
  const acts = [text, ...consents, ...deeds]
  const whole = rowOf(entered, acts)
  expect(whole?.treaty.events).toHaveLength(4)
  const from = whole?.inForce.get('bor' as Party)?.[0]?.from ?? demo.at
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(acts, { minLength: acts.length }), async (order) => {
      const row = rowOf(entered, order)
      expect(row).toEqual(whole)
      const charter = withClosed(entered, row === undefined ? [] : [row])
      expect(gate(charter, 'alt', 'bor', { at: from })).toMatchObject({ kind: 'permitted', basis: 'quiet-sky' })
      expect(gate(charter, 'bor', 'alt', { at: addMs(from, -1) })).toMatchObject({ code: 'agreement-not-in-force' })
    }),
    { numRuns: 30 },
  )
})

test('9 no subset of its acts lets through what the whole does not, and none of others opens it', () => {
  const acts = [text, ...consents, ...deeds]
  fc.assert(
    fc.property(fc.subarray(acts), fc.nat({ max: 40 }), (some, days) => {
      const [part, whole] = [rowOf(entered, some), rowOf(entered, acts)]
      const at = addMs(demo.at, days * day)
      const ask = (row: typeof part) => gate(withClosed(entered, row === undefined ? [] : [row]), 'alt', 'bor', { at })
      if (!isRefusal(ask(part))) expect(isRefusal(ask(whole))).toBe(false)
    }),
    { numRuns: 200 },
  )
})

test('9 an action counts from its own date, but never before the adoption nor before what it refers to', async () => {
  const [signed, ratified] = deeds
  if (signed === undefined || ratified === undefined) throw new Error('no deeds')
  maker.at = addMs(demo.at, -100 * day)
  const early = await deedOf('bor', { kind: 'signature' })
  const after = await deedOf('bor', { kind: 'ratification' }, [ratified.id])
  const row = rowOf(entered, [text, ...consents, signed, ratified, early, after])
  const dates = new Map(row?.treaty.events.map(({ id, at }) => [id, at]))
  expect(dates.get(early.id)).toBe(entered.place.at)
  expect(dates.get(after.id)).toBe(ratified.said.at)
})

test('9 a third party is never told the name of an agreement that it is no party to', () => {
  const row = rowOf(entered, [text, ...consents, ...deeds])
  const charter = withClosed(entered, row === undefined ? [] : [row])
  for (const [author, recipient] of [
    ['cas', 'alt'],
    ['alt', 'cas'],
    ['cas', 'bor'],
  ] as const) {
    for (const basis of [true, false]) {
      const answer = gate(charter, author, recipient, { at: addMs(demo.at, 60 * day), basis })
      const plain = gate(entered, author, recipient, { at: addMs(demo.at, 60 * day), basis })
      expect(answer).toEqual(plain)
    }
  }
})

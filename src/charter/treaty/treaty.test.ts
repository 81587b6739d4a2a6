import { beforeAll, expect, test } from 'vitest'
import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Desk } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { skies } from '../../../test/suites/open-skies.ts'
import type { Charter } from '../charter.ts'
import { adopt } from '../lane/adopt.ts'
import { release } from '../release.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { idOf, LaneMaker } from '../testing/lane.ts'
import { agreementNamed } from './changes.ts'

const states = ['alt', 'bor', 'cas']
const day = 86_400_000
let demo: FoundedCoalition
let maker: LaneMaker
let agreed: Charter

beforeAll(async () => {
  demo = await foundCoalition()
  maker = new LaneMaker(demo, new SeededRandom('treaty'))
  const atOnce = { entry: { conditions: [{ count: 2 }], delay: {} }, later: {}, denunciation: { notice: { days: 60 } } }
  agreed = await proposed(demo.charter, skies({}, atOnce), states)
})

async function proposed(charter: Charter, change: object, by: readonly string[]): Promise<Charter> {
  const subject = `agreement-text/open-skies`
  const expects = charter.lastAbout.get(subject) ?? charter.id
  const proposal = await maker.proposal(charter, 'alt', change, { expects })
  return whole(adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, by))))
}

function whole(found: ReturnType<typeof adopt>): Charter {
  if (isRefusal(found)) throw new Error(JSON.stringify(found))
  return found
}

async function action(charter: Charter, author: string, deed: object) {
  const said = { kind: kindOf('agreement.action/1'), refs: [], body: { agreement: 'open-skies', deed } }
  return maker.act(charter, author, 'reservation' in deed ? { ...said, refs: [deed.reservation as never] } : said)
}

async function done(charter: Charter, author: string, deed: object): Promise<Charter> {
  return whole(adopt(charter, await maker.entry(charter, await action(charter, author, deed), [])))
}

const outcomeOf = ({ place: { outcome, why } }: Charter) => [outcome, why?.code]

function gate(charter: Charter, author: string, recipient: string, at: Instant = maker.at) {
  const label = { level: 'restricted', category: 'drones', purpose: 'information', handling: [], basis: 'open-skies' }
  const act = {
    kind: kindOf('exchange.share/1'),
    coalition: charter.id,
    author: author as Party,
    officers: ['one' as Desk],
    audience: [recipient as Party],
    label: { ...label, reviewBy: addMs(at, day) },
  }
  const found = release(act, recipient as Party, { charter, at })
  return isRefusal(found) ? [found.code, found.params['lacking'], found.params['cure']] : found.kind
}

/** Both sign and ratify; the agreement is in force for them at once. */
async function inForceFor(...parties: readonly string[]): Promise<Charter> {
  let charter = agreed
  for (const party of parties) {
    charter = await done(charter, party, { kind: 'signature' })
    charter = await done(charter, party, { kind: 'ratification' })
  }
  return charter
}

test('9 a text needs each participant, and neither more nor others', async () => {
  expect(outcomeOf(agreed)).toEqual(['adopted', undefined])
  const refused = await proposed(demo.charter, skies(), ['alt', 'bor', 'sec'])
  expect(outcomeOf(refused)).toEqual(['refused', 'consents-missing'])
  expect(agreementNamed(refused, 'open-skies')).toBeUndefined()
})

test('9 the gate opens with the deciding ratification and names before it what is missing', async () => {
  expect(gate(agreed, 'alt', 'bor')).toEqual(['agreement-not-in-force', 'signature', 'bor'])
  const signed = await done(agreed, 'bor', { kind: 'signature' })
  expect(gate(signed, 'alt', 'bor')).toEqual(['agreement-not-in-force', 'consent', 'bor'])
  const one = await done(signed, 'bor', { kind: 'ratification' })
  expect(gate(one, 'alt', 'bor')).toEqual(['agreement-not-in-force', 'others', 'bor'])
  const both = await inForceFor('alt', 'bor')
  expect(gate(both, 'alt', 'bor')).toBe('permitted')
  expect(gate(both, 'alt', 'cas')).toEqual(['agreement-not-in-force', 'signature', 'cas'])
})

test('9 an action that is not in due form takes its number and changes nothing', async () => {
  const after = await done(agreed, 'bor', { kind: 'ratification' })
  expect(outcomeOf(after)).toEqual(['void', 'not-signed'])
  expect(after.place.number).toBe(2)
  expect(after.agreements).toBe(agreed.agreements)
})

test('9 the depositary signs for nobody: an action with its keys is no action of a state', async () => {
  const own = maker.keyrings.get('bor')
  maker.keyrings.set('bor', maker.keyring('sec'))
  const forged = await action(agreed, 'bor', { kind: 'signature' })
  if (own !== undefined) maker.keyrings.set('bor', own)
  const after = adopt(agreed, await maker.entry(agreed, forged, []))
  expect(isRefusal(after) && after.code).toMatch(/^signature-/u)
})

test('9 an action that waited for a month lapses', async () => {
  const waiting = await action(agreed, 'bor', { kind: 'signature' })
  maker.at = addMs(demo.at, 30 * day)
  const late = adopt(agreed, await maker.entry(agreed, waiting, []))
  maker.at = demo.at
  expect(outcomeOf(whole(late))).toEqual(['void', 'action-late'])
})

test('9 a denunciation closes the gate when its notice has run, and not a millisecond before', async () => {
  const left = await done(await inForceFor('alt', 'bor'), 'bor', { kind: 'denunciation' })
  const until = agreementNamed(left, 'open-skies')?.inForce.get('bor' as Party)?.[0]?.until ?? maker.at
  expect(gate(left, 'alt', 'bor', addMs(until, -1))).toBe('permitted')
  expect(gate(left, 'alt', 'bor', until)).toEqual(['agreement-not-in-force', 'left', 'bor'])
  expect(gate(left, 'bor', 'alt', until)).toEqual(['agreement-not-in-force', 'left', 'bor'])
})

test('9 an objection that opposes entry into force parts two parties at the gate, and no others', async () => {
  const alone = await inForceFor('alt', 'cas')
  const signed = await done(alone, 'bor', { kind: 'signature' })
  const reservation = { kind: 'reservation', articles: ['1'], effect: 'excludes', text: 'Not article 1.' }
  const formulated = await action(signed, 'bor', reservation)
  const made = whole(adopt(signed, await maker.entry(signed, formulated, [])))
  const id = idOf(formulated)
  const said = { kind: kindOf('agreement.action/1'), refs: [id] }
  const body = { agreement: 'open-skies', deed: { kind: 'ratification', reservations: [id] } }
  const ratified = await maker.act(made, 'bor', { ...said, body })
  const all = whole(adopt(made, await maker.entry(made, ratified, [])))
  expect(gate(all, 'alt', 'bor')).toBe('permitted')
  const parted = await done(all, 'alt', { kind: 'objection', reservation: id, opposesEntry: true })
  expect(outcomeOf(parted)).toEqual(['adopted', undefined])
  expect(gate(parted, 'alt', 'bor')).toEqual(['agreement-not-in-force', 'parted', 'bor'])
  expect(gate(parted, 'bor', 'alt')).toEqual(['agreement-not-in-force', 'parted', 'alt'])
  expect([gate(parted, 'cas', 'bor'), gate(parted, 'alt', 'cas')]).toEqual(['permitted', 'permitted'])
})

test('VCLT 79 a correction is countersigned by those who signed, and the text is as if it had always been so', async () => {
  const signed = await done(agreed, 'bor', { kind: 'signature' })
  const change = {
    type: 'agreement.correction',
    agreement: 'open-skies',
    corrections: [{ language: 'en', article: '1', paragraph: '1', instead: 'The Parties share all they see.' }],
  }
  const corrected = await proposed(signed, change, ['bor'])
  expect(outcomeOf(corrected)).toEqual(['adopted', undefined])
  const row = agreementNamed(corrected, 'open-skies')
  expect(row?.treaty?.text?.authentic[0]?.articles[0]?.paragraphs[0]?.text).toBe('The Parties share all they see.')
  expect(row?.treaty?.corrected).toEqual([{ entry: corrected.newest, at: corrected.place.at }])
  expect(row?.treaty?.law).toBe(agreementNamed(signed, 'open-skies')?.treaty?.law)
  expect(outcomeOf(await proposed(signed, change, ['alt', 'cas']))).toEqual(['refused', 'consents-missing'])
  const nowhere = { ...change, corrections: [{ ...change.corrections[0], article: '7' }] }
  expect(outcomeOf(await proposed(signed, nowhere, ['bor']))).toEqual(['void', 'correction-place'])
  const open = { ...change, corrections: [{ ...change.corrections[0], instead: 'The Parties share [all].' }] }
  expect(outcomeOf(await proposed(signed, open, ['bor']))).toEqual(['void', 'text-open'])
  expect(outcomeOf(await proposed(signed, skies(), states))).toEqual(['void', 'agreement-exists'])
})

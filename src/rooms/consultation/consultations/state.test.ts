import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256HexOfText } from '#protocol/suite/sha-256.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { Speaker } from '#charter/record/labelling.ts'
import { actOf, label, speakerOf } from '../testing/room-world.ts'
import * as decide from './decide.ts'
import * as papers from './papers.ts'
import type { ConsultationView } from './read.ts'
import { ConsultWorld, meetsAt } from './testing/consult-world.ts'

const [alt, bor, cas, dor] = ['alt', 'bor', 'cas', 'dor'] as [Party, Party, Party, Party]
const wishes = ['accept', 'time', 'decline', 'minutes', 'agree', 'closed', 'withdrawn'] as const
type Wish = (typeof wishes)[number]

const drafts: Readonly<
  Record<Wish, (known: decide.KnownConsultation, by: Speaker, seen: ConsultationView) => Draft | Refusal>
> = {
  accept: (known, by) => decide.reply(known, { reply: 'accepted' }, by),
  decline: (known, by) => decide.reply(known, { reply: 'declined', ground: 'law' }, by),
  time: (known, by) => decide.time(known, { meetsAt, zone: 'UTC' }, by),
  minutes: (known, by) => papers.minutes(known, { text: `at ${by.at}`, heldAt: by.at }, by),
  agree: (known, by, seen) => papers.assent(known, seen.minutes?.act ?? known.act, by),
  closed: (known, by) => decide.end(known, { end: 'closed' }, by),
  withdrawn: (known, by) => decide.end(known, { end: 'withdrawn', reason: 'r' }, by),
}

/** Replies that an invited state may give where it stands so; all else is refused to it. */
const replies: Readonly<Record<string, readonly Wish[]>> = {
  invited: ['time', 'accept', 'decline'],
  'other-time': ['accept', 'decline'],
  accepted: ['decline'],
  declined: [],
}

/** What may be said by whom, as its house sees it; whether minutes may be put or agreed to is claimed of the whole below. */
function mayBeSaid(by: Party, wish: Wish, { state, parties, minutes }: ConsultationView): boolean | undefined {
  if (state === 'closed' || state === 'withdrawn') return false
  const isAgreed = minutes?.state === 'agreed'
  const stances = Object.values(parties).map((one) => one.state)
  const own = by === alt ? 'accepted' : parties[by]?.state
  if (wish === 'agree') return isAgreed || own === 'declined' ? false : undefined
  if (wish === 'minutes') return isAgreed || own !== 'accepted' || !stances.includes('accepted') ? false : undefined
  if (wish === 'closed')
    return by === alt && (stances.includes('accepted') || !stances.some((one) => one !== 'declined'))
  if (isAgreed) return false
  if (wish === 'withdrawn') return by === alt
  return by === alt ? wish === 'time' : replies[parties[by]?.state ?? '']?.includes(wish) === true
}

const lies = ['reply', 'time', 'end', 'minutes', 'outsider', 'assent', 'label'] as const
const heard = fc.record({ do: fc.constant('hear' as const), at: fc.nat(40), again: fc.boolean() })
const lied = fc.record({ do: fc.constant('lie' as const), lie: fc.constantFrom(...lies) })
const stopped = fc.record({ do: fc.constant('restart' as const) })
const deedsOf = (...often: readonly Wish[]) => {
  const wish = fc.constantFrom(...often, ...wishes)
  const said = fc.record({ do: fc.constant('say' as const), by: fc.constantFrom(alt, bor, cas), wish })
  return fc.oneof({ weight: 8, arbitrary: said }, { weight: 6, arbitrary: heard }, lied, stopped)
}
const agrees = Array.from({ length: 24 }, () => 'agree' as const)

test.each([
  { from: 'from the request on', isAccepted: false, deed: deedsOf() },
  { from: 'from where all have accepted', isAccepted: true, deed: deedsOf('minutes', 'minutes', 'minutes', ...agrees) },
])(
  'R3 by no sequence of wishes, late, repeated and reordered parcels, restarts and words of those who may not does a consultation come where it may not, $from: who declined stays out, the end stays, no two texts are agreed, and what is agreed is final; all who heard all see the same',
  async ({ isAccepted, deed }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 60 }), async (deeds) => {
        await using world = await ConsultWorld.start([alt, bor, cas, dor], [bor, cas])
        for (const party of isAccepted ? [bor, cas] : []) await say(world, party, 'accept')
        await world.hearAll()
        const agreed = new Set<string>()
        let seen = await world.views()
        for (const each of deeds) {
          if (each.do === 'say') await say(world, each.by, each.wish)
          if (each.do === 'hear') await world.hear(each.at, each.again)
          if (each.do === 'restart') await world.restart()
          if (each.do === 'lie') await lie(world, each.lie)
          const now = await world.views()
          for (const [house, view] of now) mayFollow(seen.get(house), view)
          for (const view of now.values()) if (view?.minutes?.state === 'agreed') agreed.add(view.minutes.act)
          expect(agreed.size).toBeLessThan(2)
          seen = now
        }
        await world.hearAll()
        const all = await world.views()
        const { minutes, state: _, ...here } = all.get(alt) ?? {}
        for (const party of [bor, cas]) {
          const { minutes: others, state: _state, ...there } = all.get(party) ?? {}
          expect(there).toEqual(here)
          if (minutes?.parties.includes(party) === true) expect(others).toEqual(minutes)
        }
        expect(all.get(dor)).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  },
)

/** Of one house, from one moment to the next. */
function mayFollow(before: ConsultationView | undefined, now: ConsultationView | undefined): void {
  if (before === undefined || now === undefined) return
  expect(now.revision).toBeGreaterThanOrEqual(before.revision)
  for (const [party, { state }] of Object.entries(before.parties)) {
    if (state === 'declined') expect(now.parties[party as Party]?.state).toBe('declined')
  }
  if (before.state === 'closed' || before.state === 'withdrawn') expect(now.state).toBe(before.state)
  if (before.minutes?.state === 'agreed') {
    expect(now.minutes).toMatchObject({ act: before.minutes.act, digest: before.minutes.digest, state: 'agreed' })
  }
}

async function say(world: ConsultWorld, by: Party, wish: Wish): Promise<void> {
  const known = await world.known(by)
  const seen = (await world.views()).get(by)
  if (known === undefined || seen === undefined) return
  const draft = drafts[wish](known, speakerOf(by, world.now), seen)
  const expected = mayBeSaid(by, wish, seen)
  if (expected !== undefined)
    expect([by, wish, seen.state, !isRefusal(draft)]).toEqual([by, wish, seen.state, expected])
  if (!isRefusal(draft)) await world.record(by, draft)
}

/** Said by one who was not invited, by one invited in the place of who asked, of a text nobody put, or under another label: nobody's view changes. */
async function lie(world: ConsultWorld, what: (typeof lies)[number]): Promise<void> {
  const before = await world.views()
  const { about: act } = world
  const digest = sha256HexOfText('t')
  const text = { act, revision: 900, digest, text: 't', heldAt: world.now }
  const bodies: Readonly<Record<typeof what, readonly [string, object]>> = {
    reply: ['consultation.reply/1', { act, reply: 'declined', revision: 0, ground: 'law' }],
    time: ['consultation.time/1', { act, revision: 60, meetsAt, zone: 'UTC' }],
    end: ['consultation.end/1', { act, end: 'closed' }],
    minutes: ['consultation.minutes/1', { ...text, parties: [bor, cas] }],
    outsider: ['consultation.minutes/1', { ...text, parties: [alt, cas, dor] }],
    assent: ['consultation.assent/1', { act, paper: before.get(alt)?.minutes?.act ?? act, digest }],
    label: ['consultation.reply/1', { act, reply: 'declined', revision: 0, ground: 'law' }],
  }
  const by = what === 'reply' ? dor : cas
  const [kind, body] = bodies[what]
  const under = what === 'label' ? { ...label, category: 'drones' } : label
  const lied = actOf({ kind, body, author: by, to: [alt, bor], label: under, at: world.now })
  for (const to of [alt, bor]) await world.takeIn(to, lied)
  expect(await world.views()).toEqual(before)
}

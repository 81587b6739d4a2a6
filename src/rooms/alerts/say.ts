import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record, type Composed } from '#charter/record/office.ts'
import { previewRelease } from '#charter/preview.ts'
import * as decide from './decide.ts'
import { knownAlert, type Viewing } from './read.ts'
import { alerts } from './tables.ts'
import type { CancelWish, UpdateWish } from './wish.ts'

type Beside = NonNullable<Parameters<typeof record>[2]>
/** What is judged and held in the same transaction, knowing what is said in it. */
export type Besides = (tx: Parameters<Beside>[0], composed: readonly Composed[]) => ReturnType<Beside>

/** Signs and records what is said, together; the first of it is what was asked for. */
export async function say(
  house: House,
  drafts: readonly (Draft | Refusal)[],
  beside: Besides = async () => [],
): Promise<Composed | Refusal> {
  const composed: Composed[] = []
  for (const draft of drafts) {
    const one = isRefusal(draft) ? draft : await compose(house, draft)
    if (isRefusal(one)) return one
    composed.push(one)
  }
  const recorded = await record(house, composed, (tx) => beside(tx, composed))
  return isRefusal(recorded) ? recorded : (composed[0] ?? notFound())
}

export const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

/** What is decided once is decided again over the same alert held: of two who say the same at once, or of what ends meanwhile, one is told so. */
export function stillSo(viewing: Viewing, act: ActId, wanted: (known: decide.KnownAlert) => Draft | Refusal): Besides {
  return async (tx) => {
    await tx.lock(alerts, { act })
    const held = await knownAlert({ ...viewing, reads: tx }, act)
    const again = held === undefined ? notFound() : wanted(held)
    return isRefusal(again) ? again : []
  }
}

interface Following<Wish> {
  readonly known: decide.KnownAlert
  readonly wish: Wish & decide.FromOutside
  readonly by: decide.Numbered
  readonly also?: Besides
}

const both =
  (first: Besides, then: Besides = async () => []): Besides =>
  async (tx, composed) => {
    const changes = await first(tx, composed)
    if (isRefusal(changes)) return changes
    const more = await then(tx, composed)
    return isRefusal(more) ? more : [...changes, ...more]
  }

/** Who of those that had an alert is not told what takes its place, by which rule: he is told that it is over. */
export interface Untold {
  readonly party: Party
  readonly rule: string
}

/**
 * An update reaches everyone who had the alert and may still be told; whoever may not is told that the alert is over, and nothing of what took its
 * place. Both stand or neither.
 */
export async function replace(
  house: House,
  viewing: Viewing,
  { known, wish, by, also }: Following<UpdateWish>,
): Promise<{ readonly said: Composed; readonly untold: readonly Untold[] } | Refusal> {
  const whole = decide.update(known, wish, by)
  if (isRefusal(whole)) return whole
  const { told, untold } = split(house, whole, known.audience)
  const first = untold[0]
  if (told.length === 0 && first !== undefined) return first.refusal
  const update = decide.update({ ...known, audience: told }, wish, by)
  const others = { ...known, audience: untold.map(partyOf) }
  const closing = untold.length === 0 ? [] : [reaching(house, others, (to) => decide.supersede(to, by))]
  const again = stillSo(viewing, known.act, (held) => decide.update(held, wish, by))
  const said = await say(house, [update, ...closing], both(again, also))
  if (isRefusal(said)) return said
  return { said, untold: untold.map(({ party, refusal }) => ({ party, rule: refusal.rule })) }
}

/** A cancellation reaches everyone who had the alert and whom the gate knows: nobody else's going keeps it from them. */
export function end(
  house: House,
  viewing: Viewing,
  { known, wish, by, also }: Following<CancelWish>,
): Promise<Composed | Refusal> {
  const again = stillSo(viewing, known.act, (held) => decide.cancel(held, wish, by))
  return say(house, [reaching(house, known, (to) => decide.cancel(to, wish, by))], both(again, also))
}

/** Said to those of its addressees whom the gate lets hear it; to all of them, and so refused, where it lets none. */
function reaching(
  house: House,
  known: decide.KnownAlert,
  decided: (known: decide.KnownAlert) => Draft | Refusal,
): Draft | Refusal {
  const whole = decided(known)
  if (isRefusal(whole)) return whole
  const { told } = split(house, whole, known.audience)
  return told.length === 0 ? whole : decided({ ...known, audience: told })
}

interface Split {
  readonly told: readonly Party[]
  readonly untold: readonly { readonly party: Party; readonly refusal: Refusal }[]
}

function split(house: House, draft: Draft, among: readonly Party[]): Split {
  const { self: author, clock, charter } = house
  const asked = { ...draft, author, coalition: charter().id, at: clock.now() }
  const { recipients } = previewRelease(asked, { charter: charter(), at: clock.now() })
  const had = recipients.filter(({ party }) => among.includes(party))
  return {
    told: had.filter(({ decision }) => !isRefusal(decision)).map(partyOf),
    untold: had.flatMap(({ party, decision }) => (isRefusal(decision) ? [{ party, refusal: decision }] : [])),
  }
}

const partyOf = ({ party }: { readonly party: Party }): Party => party

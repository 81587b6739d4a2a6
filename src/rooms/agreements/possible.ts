import type { Instant } from '#kernel/instant.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { Deed, deedKinds, type DeedKind } from '#protocol/acts/agreement-deed.ts'
import { judge } from '#protocol/agreement/law.ts'
import { statusOf } from '#protocol/agreement/status.ts'
import type { ReservationLaw } from '#protocol/agreement/state.ts'
import type { Party } from '#protocol/identity/party.ts'
import { done, isClosed } from './closed.ts'
import * as decide from './decide.ts'
import type { TreatyRow } from './read.ts'

export type Possible = { readonly allowed: true } | { readonly allowed: false; readonly refusal: Refusal }

/** What a deed would meet if it were signed now: the function that is asked when it is. */
export function possible(row: TreatyRow, deed: Deed, by: decide.Speaker): Possible {
  const drafted = isClosed(row) ? done(row, deed, by) : decide.act({ agreement: row.name, deed }, by)
  return isRefusal(drafted) ? { allowed: false, refusal: drafted } : { allowed: true }
}

/** What the agreement and this party would be if the deed took effect at this moment. */
export function consequence({ treaty }: TreatyRow, deed: Deed, by: Pick<decide.Speaker, 'self' | 'at'>) {
  const { self: party, at } = by
  const law = judge(treaty.clauses, treaty.law, { id: asked, party, at, deed })
  if (isRefusal(law)) return undefined
  const { state, entry, ends, parties } = statusOf(treaty.clauses, law, at)
  const own = parties.find((one) => one.party === party)
  const from = own?.terms.at(-1)?.from
  const until = own?.terms.at(-1)?.until
  return {
    state,
    ...(entry === undefined ? {} : { entry }),
    ...(ends === undefined ? {} : { ends }),
    own: {
      state: own?.state ?? ('none' as const),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    },
  }
}

const asked = 'asked'

/** For every action, whether we may take it now in some form, or why not. */
export function possibleActions(row: TreatyRow, by: decide.Speaker): Readonly<Record<string, Possible>> {
  const kinds = deedKinds.filter((kind) => kind !== 'cessation')
  return Object.fromEntries(kinds.map((kind) => [kind, firstPossible(row, formsOf(kind, row, by.self), by)]))
}

function firstPossible(row: TreatyRow, forms: readonly Deed[], by: decide.Speaker): Possible {
  let first: Possible | undefined
  for (const deed of forms) {
    const found = possible(row, deed, by)
    if (found.allowed) return found
    first ??= found
  }
  return first ?? { allowed: true }
}

const answers = ['reservation-acceptance', 'reservation-withdrawal', 'objection', 'objection-withdrawal'] as const

/** What a deed of a kind can be about, each with as few words as it takes; never none. */
function formsOf(kind: DeedKind, { treaty }: TreatyRow, self: Party): readonly Deed[] {
  const named = [...treaty.law.reservations.keys()]
  const others = [...treaty.law.parties.keys()].filter((party) => party !== self)
  const articles = treaty.text?.authentic[0]?.articles.map(({ number }) => number) ?? []
  const words = { text: '–', register: '–', number: '–' }
  const forms: readonly object[] = (answers as readonly string[]).includes(kind)
    ? orOne(named, asked).map((reservation) => ({ kind, reservation, opposesEntry: false }))
    : kind === 'reservation'
      ? orOne(articles, '1').map((article) => ({ kind, ...words, articles: [article], effect: 'excludes' }))
      : kind === 'succession'
        ? orOne(others, self).map((predecessor) => ({ kind, predecessor, since: longAgo }))
        : [{ kind, ...words }]
  return forms.flatMap((form) => {
    const known = Object.keys(Deed.options.find(({ shape }) => shape.kind.value === kind)?.shape ?? {})
    const read = Deed.safeParse(Object.fromEntries(Object.entries(form).filter(([name]) => known.includes(name))))
    return read.success ? [read.data] : []
  })
}

const orOne = (some: readonly string[], otherwise: string): readonly string[] =>
  some.length === 0 ? [otherwise] : some
const longAgo = '0001-01-01T00:00:00.000Z' as Instant

/** Every reservation there was, what others said of it, and what this party may say of it now. */
export function reservationsOf(row: TreatyRow, by: decide.Speaker) {
  return [...row.treaty.law.reservations.values()].map((found) => ({
    ...reservationView(found),
    actions: Object.fromEntries(
      answers.map((kind) => {
        const deed =
          kind === 'objection' ? { kind, reservation: found.id, opposesEntry: false } : { kind, reservation: found.id }
        return [kind, possible(row, deed, by)]
      }),
    ),
  }))
}

function reservationView({ id, party, articles, effect, text, formulated, made, withdrawn, ...said }: ReservationLaw) {
  return {
    id,
    party,
    articles,
    effect,
    text,
    formulated,
    ...(made === undefined ? {} : { made }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    accepted: [...said.accepted].map(([by, at]) => ({ party: by, at })),
    objections: [...said.objections].map(([by, raised]) => ({ party: by, ...raised })),
  }
}

import type { Instant } from '#kernel/instant.ts'
import { consentKinds } from '#protocol/acts/agreement-clauses.ts'
import type { Clauses, ConsentKind, EntryCondition } from '#protocol/acts/agreement-clauses.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import type { Expected, Track } from '#protocol/acts/agreement-track.ts'
import type { Party } from '#protocol/identity/party.ts'
import { countedFor } from './entry.ts'
import { lawOf } from './law.ts'
import { prospectOf } from './prospect.ts'
import type { Prospect } from './prospect.ts'
import { consentAt, partyLaw } from './state.ts'
import type { Law } from './state.ts'

/** What one condition still lacks. */
export interface Lack {
  readonly condition: EntryCondition
  /** How many consents are missing. */
  readonly count: number
  /** Who could give one, by name. */
  readonly from: readonly Party[]
  /** Nothing works without any of them. */
  readonly isEachNeeded: boolean
}

export interface Forecast {
  /** The day it enters into force, if that is settled already. */
  readonly settled?: Instant
  /** When it may enter into force, as far as the states' expectations reach. */
  readonly earliest?: Instant
  readonly likely?: Instant
  readonly latest?: Instant
  /** How sure the conditions are met by the latest dates, in percent; the states' expectations are taken as independent. */
  readonly confidence: number
  readonly lacks: readonly Lack[]
  /** Consents still to come, those expected first at the head. */
  readonly prospects: readonly Prospect[]
}

export interface Facts {
  readonly clauses: Clauses
  readonly events: readonly AgreementEvent[]
  readonly tracks: readonly Track[]
  readonly asOf: Instant
}

/** When an agreement may enter into force and whose consent is missing. The law is asked, with what the states expect taken as done. */
export function forecast(facts: Facts): Forecast {
  const { clauses, events, tracks, asOf } = facts
  const { law } = lawOf(
    clauses,
    events.filter(({ at }) => at <= asOf),
  )
  const prospects = tracks
    .filter(({ party }) => consentAt(partyLaw(law, party), asOf) === undefined)
    .map((track) => prospectOf(track, asOf))
    .toSorted(byDate)
  // What silence will bring about is settled once it has.
  if (law.entry !== undefined && law.met !== undefined && law.met.at <= asOf)
    return { settled: law.entry, confidence: 100, lacks: [], prospects }
  const at = (scenario: Scenario): Instant | undefined => entryIf(clauses, law, { prospects, scenario })
  const [earliest, likely, latest] = [at('earliest'), at('likely'), at('latest')]
  return {
    ...(earliest === undefined ? {} : { earliest }),
    ...(likely === undefined ? {} : { likely }),
    ...(latest === undefined ? {} : { latest }),
    confidence: confidenceOf(clauses, law, { prospects, asOf }),
    lacks: clauses.entry.conditions.flatMap((condition) => lackOf(condition, { clauses, law, asOf }, prospects)),
    prospects,
  }
}

type Scenario = Exclude<keyof Expected, 'confidence'>

interface Supposed {
  readonly prospects: readonly Prospect[]
  readonly scenario: Scenario
}

/** What the law says if every expected deposit comes on that date. Whatever else due form asks is taken as done by then. */
function entryIf(clauses: Clauses, law: Law, { prospects, scenario }: Supposed): Instant | undefined {
  const kinds = Object.keys(consentKinds) as readonly ConsentKind[]
  const relaxed: Clauses = {
    ...clauses,
    fullPowers: false,
    withoutSignature: [...kinds],
    accessionOpens: 'at-once',
    reservations: {
      ...clauses.reservations,
      allowed: 'all',
      acceptance: typeof clauses.reservations.acceptance === 'object' ? 'each' : clauses.reservations.acceptance,
    },
  }
  const expected = prospects.flatMap(({ party, instrument, deposit }): readonly AgreementEvent[] => {
    if (deposit === undefined || instrument === 'succession' || instrument === 'definitive-signature') return []
    return [{ id: `expected-${party}`, party, at: deposit[scenario], deed: { kind: instrument } }]
  })
  return lawOf(relaxed, expected, law).law.entry
}

interface Standing {
  readonly clauses: Clauses
  readonly law: Law
  readonly asOf: Instant
}

const serves = ({ kinds, of }: EntryCondition, { party, instrument }: Prospect): boolean =>
  (of === undefined || of.includes(party)) && (kinds === undefined || kinds.includes(instrument))

const wanted = ({ count, of }: EntryCondition): number => (count === 'all' ? new Set(of).size : count)

function lackOf(
  condition: EntryCondition,
  { clauses, law, asOf }: Standing,
  prospects: readonly Prospect[],
): readonly Lack[] {
  const has = countedFor({ clauses, law, condition, at: asOf })
  const count = wanted(condition) - has.length
  if (count <= 0) return []
  const { openTo } = clauses
  const named = condition.of ?? (openTo === 'all' ? undefined : openTo)
  const known = [...law.parties.keys(), ...prospects.filter((one) => serves(condition, one)).map(({ party }) => party)]
  const from = [...new Set(named ?? known)].filter((party) => consentAt(partyLaw(law, party), asOf) === undefined)
  return [{ condition, count, from: from.toSorted(), isEachNeeded: named !== undefined && from.length <= count }]
}

/** The chance that every condition is met, each prospect coming true by itself with its own confidence. */
function confidenceOf(
  clauses: Clauses,
  law: Law,
  { prospects, asOf }: { readonly prospects: readonly Prospect[]; readonly asOf: Instant },
): number {
  const { conditions } = clauses.entry
  const open = conditions.map((condition) =>
    Math.max(0, wanted(condition) - countedFor({ clauses, law, condition, at: asOf }).length),
  )
  let chances = new Map([[open.join(), { open, chance: 1 }]])
  for (const prospect of prospects) {
    const sure = (prospect.deposit?.confidence ?? 0) / 100
    const next: typeof chances = new Map()
    for (const { open: lacking, chance } of chances.values()) {
      const after = lacking.map((count, at) => (servesAt(conditions, at, prospect) ? Math.max(0, count - 1) : count))
      add(next, lacking, chance * (1 - sure))
      add(next, after, chance * sure)
    }
    chances = next
  }
  return Math.round((chances.get(open.map(() => 0).join())?.chance ?? 0) * 100)
}

function servesAt(conditions: readonly EntryCondition[], at: number, prospect: Prospect): boolean {
  const condition = conditions[at]
  return condition !== undefined && serves(condition, prospect)
}

function add(to: Map<string, { open: number[]; chance: number }>, open: number[], chance: number): void {
  const key = open.join()
  to.set(key, { open, chance: (to.get(key)?.chance ?? 0) + chance })
}

function byDate(one: Prospect, other: Prospect): number {
  const [first, second] = [one.deposit?.likely ?? '~', other.deposit?.likely ?? '~']
  if (first !== second) return first < second ? -1 : 1
  return one.party < other.party ? -1 : 1
}

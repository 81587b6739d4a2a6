import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { MachinePart } from '#protocol/acts/agreement-text.ts'
import type { CharterGenesis, Founder } from '#protocol/acts/charter-genesis.ts'
import type {
  AlertPolicy,
  AlertTemplate,
  Ladder,
  Agreement,
  PersonalDataRule,
  Procedure,
  Quotas,
  RecordedParty,
  StandingTerm,
  Titles,
  WitnessRule,
} from '#protocol/acts/charter-facts.ts'
import type { Right } from '#protocol/acts/right.ts'
import type { Code } from '#protocol/codes.ts'
import type { PartyKeys, RoleKeys } from '#protocol/identity/keys.ts'
import { inOrder, lawOf } from '#protocol/agreement/law.ts'
import { partedSpans, type Parted } from '#protocol/agreement/pairs.ts'
import { termsOf } from '#protocol/agreement/term.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Treaty } from './treaty/treaty.ts'

/** One act of the charter lane: genesis or an entry, its place, and what became of what it orders. */
export interface LanePlace {
  readonly act: ActId
  /** Genesis is 0. */
  readonly number: number
  /** When it took its place, as the depositary says; never before the place before. */
  readonly at: Instant
  /** The act it orders; none for genesis. */
  readonly orders?: ActId
  /** What has not its signatures or came too late takes its number too and changes nothing. */
  readonly outcome: 'adopted' | 'void' | 'refused'
  readonly why?: Refusal<Code>
}

/** A span of time: `from` inside, `until` not, open without it. */
export interface Term {
  readonly from: Instant
  readonly until?: Instant
}

/** One set of keys of a party, by the charter entries that set it and replaced it; never by a claimed time. */
export interface KeyTerm {
  readonly keys: PartyKeys
  readonly from: ActId
  readonly until?: ActId
  /** `others`: set by the threshold after a root was lost; opens and decides nothing until the party confirms. */
  readonly setBy: 'party' | 'others'
  readonly confirmed: boolean
  /** A frozen `seal` signs nothing more until `root` replaces it. */
  readonly sealFrozen: boolean
  /** Frozen by an act that this node has received and that no entry has ordered yet. */
  readonly isFrozenHere?: true
}

export interface CharterParty {
  readonly party: Party
  readonly name: Titles
  /** `https://host:port`; a node's configuration may override it. */
  readonly url: string
  /** Origin of its journals with `{epoch}` for the number. */
  readonly journalOrigin: string
  readonly standings: readonly StandingTerm[]
  readonly suspended: readonly Term[]
  /** Oldest first, never empty; the last one holds. */
  readonly keyTerms: readonly KeyTerm[]
  /** Keys that the others give it: they hold from the first entry at `due` or later on, unless its own root objects. */
  readonly replacing?: Replacing
  /** Of seals that were frozen: up to which entry of its journal what they signed is its own. One row each. */
  readonly lastTrusted?: readonly LastTrusted[]
  /** The entry by which the others said that its root is in strange hands; until they give it another, or resume the party. */
  readonly compromised?: ActId
  /** The entry by which its root objected: only all the others together may still replace it. */
  readonly objected?: ActId
  /** Of a party that had left: the entry that admitted it anew. */
  readonly returned?: ActId
}

/** What a frozen `seal` signed is its party's own where it stands in this entry of its journal or before. */
export interface LastTrusted {
  /** The seal's Ed25519 key. */
  readonly seal: string
  readonly epoch: number
  readonly entry: number
  /** The entry of the charter that says so. */
  readonly named: ActId
}

/** Keys that the threshold gives a party whose root was lost or stolen. */
export interface Replacing {
  readonly keys: RoleKeys
  readonly due: Instant
}

/** An agreement with what the gate asks of it worked out once. */
export interface AgreementRow {
  readonly name: string
  readonly title: Titles
  readonly categories: ReadonlySet<string> | 'all'
  readonly purposes: ReadonlySet<string> | 'all'
  readonly ceiling: string
  readonly ceilingRank: number
  readonly reaches: ReadonlySet<string>
  readonly personalData: PersonalDataRule
  readonly inForce: ReadonlyMap<Party, readonly Term[]>
  /** Pairs between which it is not in force although it is for each. */
  readonly parted?: readonly Parted[]
  /** Adopted in the lane; without it the terms are facts of the founding. */
  readonly treaty?: Treaty
  /** Of one that is a fact of the founding: when it was concluded and entered into force, and what was done about it. */
  readonly founding?: Pick<Agreement, 'concluded' | 'inForceSince' | 'actions'>
  /** The act that proposed its text, where it is closed: only its participants know of it. */
  readonly closed?: ActId
}

/** Agreements that are closed to all but their participants, this party among them. They are no part of the lane, and nobody else's gate has them. */
export interface ClosedAgreements {
  readonly rows: readonly AgreementRow[]
  /** Those of the charter and these, in the order in which the gate tries them. */
  readonly all: readonly AgreementRow[]
}

export interface StandingRights {
  readonly name: string
  readonly title: Titles
  readonly rights: ReadonlySet<Right>
  /** The time in which there is such a standing. */
  readonly from?: Instant
  readonly until?: Instant
}

/**
 * The charter as of one entry: who is who and what is allowed. Immutable; a later entry makes a new one that remembers this
 * as `before`. Everything is looked up in maps made once.
 */
export interface Charter {
  /** The coalition: act id of genesis. */
  readonly id: ActId
  /** The last entry this charter includes. */
  readonly newest: ActId
  /** The place of `newest`. Those before stand in `before`, each in its own charter. */
  readonly place: LanePlace
  /** By subject, the last entry that changed something about it; genesis for those not in it. */
  readonly lastAbout: ReadonlyMap<string, ActId>
  readonly before: Charter | undefined
  /** Newest charters of lanes that a successor cut off: acts under way still name their entries. */
  readonly fallen: readonly Charter[]
  /**
   * When the depositary's head was last seen to say that the lane ends at `newest`. `untracked` for a charter that has no
   * lane to follow: its age is not judged.
   */
  readonly headAt: Instant | 'untracked'
  readonly name: string
  readonly title: Titles
  readonly languages: readonly string[]
  readonly parties: ReadonlyMap<Party, CharterParty>
  /** Those with a standing and no node yet. One that joined stands in `parties`, and what stands here of it counts no more. */
  readonly recorded: ReadonlyMap<Party, RecordedParty>
  readonly standings: ReadonlyMap<string, StandingRights>
  /** Rank of each level, 0 the lowest. */
  readonly levels: ReadonlyMap<string, number>
  readonly levelTitles: ReadonlyMap<string, Titles>
  readonly categories: ReadonlyMap<string, Titles>
  readonly handling: ReadonlyMap<string, Titles>
  readonly purposes: ReadonlyMap<string, Titles>
  readonly secondOfficerFrom: string
  /** Lowest ceiling first, then by name: the order in which the gate chooses a basis. */
  readonly agreements: readonly AgreementRow[]
  /** Entries of digests of closed agreements, by their author and the digest. */
  readonly closedDigests: ReadonlyMap<string, Pick<LanePlace, 'act' | 'at'>>
  /** What a node adds to the charter for its own gate; absent where it has none. */
  readonly closed?: ClosedAgreements
  readonly organs: CharterGenesis['organs']
  readonly procedure: Procedure
  /** By when alerts are answered, where the coalition has said so. */
  readonly alerts?: AlertPolicy
  /** Who is turned to when an answer to a request for information is late. */
  readonly requestLadder?: Ladder
  readonly alertTemplates: readonly AlertTemplate[]
  readonly depositary: Party
  /** The entry by which the depositary became it; genesis for the first. */
  readonly mandate: ActId
  readonly cadenceMs: number
  readonly quotas: Quotas
  readonly limits: CharterGenesis['limits']
  readonly witnesses: WitnessRule
}

/** The charter that a genesis founds. The body has passed its schema and `inconsistencies`. */
export function foundedCharter(genesis: ActId, at: Instant, body: CharterGenesis): Charter {
  const levels = new Map(body.levels.map(({ name }, rank) => [name, rank]))
  return {
    id: genesis,
    newest: genesis,
    place: { act: genesis, number: 0, at, outcome: 'adopted' },
    lastAbout: new Map(),
    before: undefined,
    fallen: [],
    headAt: 'untracked',
    name: body.name,
    title: body.title,
    languages: body.languages,
    parties: new Map(body.parties.map((founder) => [founder.party, foundingParty(genesis, founder)])),
    recorded: new Map((body.recorded ?? []).map((row) => [row.party, row])),
    standings: new Map(body.standings.map((row) => [row.name, { ...row, rights: new Set(row.rights) }])),
    ...labelWords(body),
    agreements: body.agreements
      .map((facts) => agreementRow(facts, levels, { act: genesis, at }))
      .toSorted(byCeilingThenName),
    closedDigests: new Map(),
    organs: body.organs,
    procedure: body.procedure ?? { changes: {}, decisions: 'consensus' },
    ...(body.alerts === undefined ? {} : { alerts: body.alerts }),
    ...(body.requests === undefined ? {} : { requestLadder: body.requests.ladder }),
    alertTemplates: body.alertTemplates ?? [],
    depositary: body.depositary,
    mandate: genesis,
    cadenceMs: body.cadenceMs,
    quotas: body.quotas,
    limits: body.limits,
    witnesses: body.witnesses ?? 'all',
  }
}

/** The words of labels as the charter looks them up. */
export function labelWords(
  policy: Pick<CharterGenesis, 'levels' | 'categories' | 'handling' | 'purposes' | 'secondOfficerFrom'>,
): Pick<Charter, 'levels' | 'levelTitles' | 'categories' | 'handling' | 'purposes' | 'secondOfficerFrom'> {
  return {
    levels: new Map(policy.levels.map(({ name }, rank) => [name, rank])),
    levelTitles: titlesByName(policy.levels),
    categories: titlesByName(policy.categories),
    handling: titlesByName(policy.handling),
    purposes: titlesByName(policy.purposes),
    secondOfficerFrom: policy.secondOfficerFrom,
  }
}

/** The charter as of an entry of its lane, or of one that a successor cut off; `undefined` for any other. */
export function charterAsOf(charter: Charter, entry: ActId): Charter | undefined {
  for (const newest of [charter, ...charter.fallen]) {
    const found = lanePoint(newest, entry)
    if (found !== undefined) return found
  }
  return undefined
}

/** The charter at an entry of its own lane, and of no other. */
export function lanePoint(charter: Charter, entry: ActId): Charter | undefined {
  let version: Charter | undefined = charter
  while (version !== undefined && version.newest !== entry) version = version.before
  return version
}

/** Every place of the lane up to this charter, the newest first. */
export function* placesOf(charter: Charter): Generator<LanePlace> {
  for (let version: Charter | undefined = charter; version !== undefined; version = version.before) yield version.place
}

function foundingParty(genesis: ActId, founder: Founder): CharterParty {
  const { party, name, url, journalOrigin, standings, keys } = founder
  const term: KeyTerm = { keys, from: genesis, setBy: 'party', confirmed: true, sealFrozen: false }
  return { party, name, url, journalOrigin, standings, suspended: [], keyTerms: [term] }
}

function agreementRow(
  facts: Agreement,
  levels: ReadonlyMap<string, number>,
  genesis: Pick<LanePlace, 'act' | 'at'>,
): AgreementRow {
  const { concluded, inForceSince, actions, clauses } = facts
  const founding = {
    ...(concluded && { concluded }),
    ...(inForceSince && { inForceSince }),
    ...(actions && { actions }),
  }
  if (clauses !== undefined) {
    const { law } = lawOf(clauses, actions ?? [])
    const adopted = { entry: genesis.act, at: concluded?.on ?? genesis.at }
    const treaty: Treaty = { adopted, participants: [], clauses, events: inOrder(actions ?? []), law }
    return { ...coverOf(facts, levels), ...forceOf(treaty), founding }
  }
  const inForce = new Map<Party, readonly Term[]>()
  for (const { party, ...term } of facts.parties) inForce.set(party, [...(inForce.get(party) ?? []), term])
  return { ...coverOf(facts, levels), inForce, founding }
}

/** For whom and when a treaty is in force, worked out from its law, terms to come included. */
export function forceOf(treaty: Treaty): Pick<AgreementRow, 'inForce' | 'parted' | 'treaty'> {
  const { clauses, law } = treaty
  const terms = [...law.parties.keys()].map((party) => {
    const of = termsOf(clauses, law, party).map(({ from, until }) => (until === undefined ? { from } : { from, until }))
    return [party, of] as const
  })
  return { inForce: new Map(terms), parted: partedSpans(law), treaty }
}

/** What an agreement covers, as the gate looks it up; in force for nobody yet. */
export function coverOf(machine: MachinePart, levels: ReadonlyMap<string, number>): Omit<AgreementRow, 'inForce'> {
  const { name, title, categories, purposes, ceiling, reaches, personalData } = machine
  return {
    name,
    title,
    categories: categories === 'all' ? 'all' : new Set(categories),
    purposes: purposes === 'all' ? 'all' : new Set(purposes),
    ceiling,
    ceilingRank: levels.get(ceiling) ?? -1,
    reaches: new Set(reaches),
    personalData,
  }
}

/** The charter as the gate of this party has it: with its closed agreements. */
export function withClosed(charter: Charter, rows: readonly AgreementRow[] = []): Charter {
  if (rows.length === 0) return charter
  return { ...charter, closed: { rows, all: [...charter.agreements, ...rows].toSorted(byCeilingThenName) } }
}

export function byCeilingThenName(one: AgreementRow, other: AgreementRow): number {
  return one.ceilingRank - other.ceilingRank || (one.name < other.name ? -1 : 1)
}

const titlesByName = (
  rows: readonly { readonly name: string; readonly title: Titles }[],
): ReadonlyMap<string, Titles> => new Map(rows.map(({ name, title }) => [name, title]))

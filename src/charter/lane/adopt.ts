import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { actIdOf } from '#protocol/act/act-id.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, SignedAct } from '#protocol/act/statement.ts'
import { verifyAct, type SignatureCheck } from '#protocol/act/verify.ts'
import { CharterEntry } from '#protocol/acts/charter-entry.ts'
import { checkKind } from '#protocol/acts/check.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import { suites } from '#protocol/suite/table.ts'
import { adoptGenesis } from '../genesis/adopt.ts'
import { lanePoint, type Charter, type LanePlace } from '../charter.ts'
import { keysOf } from '../standing.ts'
import { ruleOn, type Ruling } from './enterable.ts'
import { ripened } from './key-changes.ts'
import { entererOf } from './successor.ts'

/** An entry and the act it orders: with genesis all that it takes to verify the charter. */
export interface LaneEntry {
  readonly entry: SignedAct
  readonly ordered: SignedAct
}

const rule = 'protocol 8: entries'

/**
 * The charter with one more entry. A refusal: this is no entry of this place, whoever made it, and the lane does not end with it. What
 * the entry orders may be void, or refused because it has not its signatures: it takes its number and changes nothing.
 */
export function adopt(charter: Charter, next: LaneEntry, check?: SignatureCheck): Charter | Refusal<Code> {
  const entry = checkedAct(charter, next.entry, check)
  if (isRefusal(entry)) return entry
  const body = CharterEntry.safeParse(entry.said.body)
  const { author } = entry.said
  const isNext = body.success && isAfter(charter, entry, body.data)
  const { payloadType, statement } = next.ordered
  if (!isNext || actIdOf(payloadType, statement) !== body.data.act) return refuse('entry-misplaced', rule, { author })
  const ordered = checkedAct(charter, next.ordered, check)
  // The entry commits to what was said, and not to the signatures: with bad ones this is a bad copy.
  if (isRefusal(ordered) && ordered.code.startsWith('signature-')) return ordered
  const enterer = isRefusal(ordered) ? charter.depositary : entererOf(charter, ordered)
  if (author !== enterer) return refuse('entry-misplaced', rule, { author })
  const at = laterOf(charter.place.at, entry.said.at)
  const ripe = ripened(charter, entry.id, at)
  const here = { charter, ripe, entry, body: body.data, at }
  if (isRefusal(ordered)) return taken(here, { kind: 'refused', why: ordered })
  const { signatures } = body.data
  const ruling =
    alreadyOrdered(charter, ordered) ??
    ruleOn({ charter: ripe, entry: entry.id, act: ordered, signatures, at, ...(check === undefined ? {} : { check }) })
  // Nobody becomes depositary by an entry that has not its signatures: it is no entry at all.
  if (author !== charter.depositary && ruling.kind !== 'adopted')
    return 'why' in ruling ? ruling.why : refuse('entry-misplaced', rule, { author })
  return taken(here, ruling)
}

/**
 * The charter of a lane, verified from genesis: what anyone makes of the same acts, or the first that does not fit. Signatures are looked at
 * on other threads while the lane is followed as if they were good; where one is not, it is followed once more, step by step.
 */
export async function charterFrom(genesis: SignedAct, entries: readonly LaneEntry[]): Promise<Charter | Refusal<Code>> {
  const founded = await adoptGenesis(genesis)
  if (isRefusal(founded)) return founded
  const later: Promise<boolean>[] = []
  const hopeful = followed(founded, entries, ({ suite, publicKey, message, sig }) => {
    later.push(suites[suite].verifyLater(publicKey, message, sig))
    return true
  })
  const areGood = (await Promise.all(later)).every(Boolean)
  return areGood ? hopeful : followed(founded, entries)
}

function followed(founded: Charter, entries: readonly LaneEntry[], check?: SignatureCheck): Charter | Refusal<Code> {
  let charter = founded
  for (const entry of entries) {
    const next = adopt(charter, entry, check)
    if (isRefusal(next)) return next
    charter = next
  }
  return charter
}

/** An act in due form, by the keys of its author as of the entry that it names. */
function checkedAct(charter: Charter, signed: SignedAct, check?: SignatureCheck): Act | Refusal<Code> {
  const act = openAct(signed)
  if (isRefusal(act)) return act
  const { coalition, author, charter: named } = act.said
  if (coalition !== charter.id) return refuse('other-coalition', rule, { author, coalition: charter.name })
  const form = checkKind(act.said)
  if (isRefusal(form)) return form
  const then = named === 'self' ? undefined : lanePoint(charter, named)
  if (then === undefined) return refuse('charter-entry-unknown', rule, { entry: named, author })
  const keys = keysOf(then, author)
  if (keys === undefined) return refuse('author-unknown', rule, { author })
  return verifyAct(act, keys, check === undefined ? {} : { check }) ?? act
}

function isAfter(charter: Charter, { said }: Act, { number, previous }: CharterEntry): boolean {
  const isEntry = said.kind === kindOf('charter.entry/1') && said.charter === previous
  return isEntry && previous === charter.newest && number === charter.place.number + 1
}

function alreadyOrdered(charter: Charter, act: Act): Ruling | undefined {
  for (let version: Charter | undefined = charter; version !== undefined; version = version.before) {
    const { orders, number } = version.place
    if (orders === act.id) return { kind: 'void', why: refuse('already-ordered', rule, { number }) }
  }
  return undefined
}

interface Taking {
  /** Before the entry; and the same with the keys that have become due by then. */
  readonly charter: Charter
  readonly ripe: Charter
  readonly entry: Act
  readonly body: CharterEntry
  readonly at: Instant
}

function taken({ charter, ripe, entry, body, at }: Taking, ruling: Ruling): Charter | Refusal<Code> {
  if (ruling.kind === 'unsupported') return refuse('change-unknown', rule, { change: ruling.what })
  const place = { act: entry.id, number: body.number, at, orders: body.act }
  const next = (facts: Partial<Charter>, how: Pick<LanePlace, 'outcome' | 'why'>): Charter => {
    return { ...ripe, ...facts, newest: entry.id, before: charter, place: { ...place, ...how } }
  }
  if (ruling.kind !== 'adopted') return next({}, { outcome: ruling.kind, why: ruling.why })
  const lastAbout = new Map(ripe.lastAbout)
  for (const subject of ruling.subjects) lastAbout.set(subject, entry.id)
  return next({ ...ruling.facts, lastAbout }, { outcome: 'adopted' })
}

const laterOf = (one: Instant, other: Instant): Instant => (one > other ? one : other)

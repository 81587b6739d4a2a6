import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { readEnvelope, writeEnvelope } from '#protocol/act/envelope.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId, SignedAct } from '#protocol/act/statement.ts'
import { verifyAct } from '#protocol/act/verify.ts'
import { CharterEntry } from '#protocol/acts/charter-entry.ts'
import { checkKind } from '#protocol/acts/check.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import type { Charter } from '../charter.ts'
import { keysOf } from '../standing.ts'
import { charterFrom, type LaneEntry } from './adopt.ts'

/**
 * A charter as a file that anyone verifies with nothing but the words of its genesis: one envelope per line, genesis, then of each entry the
 * act it orders and the entry. A proof of a fork is a lane up to where it forked and the two entries.
 */
export interface LaneFile {
  readonly genesis: SignedAct
  readonly entries: readonly LaneEntry[]
  readonly fork?: readonly [SignedAct, SignedAct]
}

/** What a file proves. */
export interface ProvenLane {
  readonly charter: Charter
  readonly genesis: SignedAct
  readonly entries: readonly PairedActs[]
  /** The party that gave one place twice, and the two entries. */
  readonly fork?: { readonly depositary: string; readonly previous: ActId; readonly entries: readonly [ActId, ActId] }
}

const rule = 'protocol 8: lane as a file'
const lineEnd = 0x0a

export function writeLane({ genesis, entries, fork }: LaneFile): Uint8Array {
  const acts = [genesis, ...entries.flatMap(({ ordered, entry }) => [ordered, entry]), ...(fork ?? [])]
  return concat(...acts.flatMap((act) => [writeEnvelope(act), encodeUtf8('\n')]))
}

/** Whether the bytes begin as such a file does: cheap, before anything is verified. */
export const isLane = (bytes: Uint8Array): boolean => bytes.indexOf(lineEnd) > 0 && bytes[0] === 0x7b

/** The acts of a file by their lines; nothing is verified. */
export function* actsIn(bytes: Uint8Array): Generator<Act | Refusal<Code>> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(lineEnd, from)
    const line = bytes.subarray(from, end < 0 ? bytes.length : end)
    from += line.length + 1
    const signed = readEnvelope(line)
    yield isRefusal(signed) ? signed : openAct(signed)
  }
}

/** Verifies a file from its first line on; the first thing that is wrong is the answer. */
export async function verifyLane(bytes: Uint8Array): Promise<ProvenLane | Refusal<Code>> {
  const [genesis, ...acts] = [...actsIn(bytes)]
  if (genesis === undefined) return refuse('not-genesis', rule, { kind: '' })
  if (isRefusal(genesis)) return genesis
  const good = goodActs(acts)
  if (isRefusal(good)) return good
  const entries = pairedActs(good)
  const charter = await charterFrom(genesis, entries)
  if (isRefusal(charter)) return charter
  const rivals = good.slice(2 * entries.length)
  const lane = { charter, genesis, entries }
  return rivals.length === 0 ? lane : forked(lane, rivals)
}

/** Entries and what they order, as a node serves them or a file holds them after its genesis; nothing is verified. */
export function entriesIn(bytes: Uint8Array): readonly PairedActs[] | Refusal<Code> {
  const good = goodActs([...actsIn(bytes)])
  return isRefusal(good) ? good : pairedActs(good)
}

/** An entry and what it orders, each in due form. */
export interface PairedActs extends LaneEntry {
  readonly entry: Act
  readonly ordered: Act
}

function goodActs(acts: readonly (Act | Refusal<Code>)[]): readonly Act[] | Refusal<Code> {
  const bad = acts.find((act) => isRefusal(act))
  return bad ?? acts.filter((act): act is Act => !isRefusal(act))
}

function pairedActs(acts: readonly Act[]): readonly PairedActs[] {
  const isEntry = (act: Act | undefined): boolean => act?.said.kind === kindOf('charter.entry/1')
  return acts.flatMap((ordered, at): readonly PairedActs[] => {
    const entry = acts[at + 1]
    return entry === undefined || isEntry(ordered) || !isEntry(entry) ? [] : [{ entry, ordered }]
  })
}

function forked(lane: ProvenLane, [one, other, ...more]: readonly Act[]): ProvenLane | Refusal<Code> {
  const { charter } = lane
  const [first, second] = [entryBy(charter, one), entryBy(charter, other)]
  const isProof = first !== undefined && first === second && one?.id !== other?.id && more.length === 0
  if (!isProof || one === undefined || other === undefined)
    return refuse('fork-unproven', rule, { origin: charter.depositary })
  return { ...lane, fork: { depositary: charter.depositary, previous: first, entries: [one.id, other.id] } }
}

/** The place after which the depositary of the charter gave this entry, if it did. */
function entryBy(charter: Charter, entry: Act | undefined): ActId | undefined {
  const body = CharterEntry.safeParse(entry?.said.body)
  if (entry === undefined || !body.success || isRefusal(checkKind(entry.said))) return undefined
  const keys = keysOf(charter, charter.depositary)
  const isSigned = keys !== undefined && verifyAct(entry, keys) === undefined
  const isHere = body.data.previous === charter.newest
  return isSigned && isHere && entry.said.coalition === charter.id ? body.data.previous : undefined
}

import { addMs, epochMsOf, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { maxProofs, readProofs } from '#protocol/parcel/proofs.ts'
import type { Transaction } from '#platform/db/store.ts'
import { update, type Row } from '#platform/db/table.ts'
import { keepProof, proofVerifier, type AuthorTrust, type HeldProof } from '#platform/journal/received-proofs.ts'
import { unproved } from '#platform/journal/tables.ts'
import { loadAct } from '#platform/record/load.ts'
import { owe, type Owed } from './incoming.ts'
import type { LinkReply } from './link/link-client.ts'
import type { TransportPorts } from './ports.ts'
import type { AskPeer } from './puller.ts'

export interface ProofPorts extends TransportPorts {
  /** The charter's cadence of checkpoints. */
  readonly cadenceMs: () => number
  /** What a proof against a party's journal is held against, as of now. */
  readonly trustOf: (author: Party) => AuthorTrust
  /** A checkpoint of a party's journal was seen under a proof: it may contradict what others were shown. */
  readonly sawCheckpoint: (author: Party, note: string) => Promise<void>
}

/** `reply`: how the peer answered, where it was asked. `more`: there is more to ask for at once. `waits`: something is to be asked for later. */
export interface Followed {
  readonly reply?: LinkReply
  readonly more: boolean
  readonly waits: boolean
}

interface Asked {
  readonly ask_at: Instant
}

/** Of what waits, what is to be asked for now. */
export const dueOf = <Waiting extends Asked>(rows: readonly Waiting[], now: Instant): readonly Waiting[] =>
  rows.filter(({ ask_at: at }) => at <= now)

type Unproved = Row<typeof unproved>

/** An act still without inclusion proof so long after its author was last reachable is shown as unrecorded (protocol.md 6). */
export const unrecordedAfterMs = 600_000
/** An author is asked again after pauses that double up to this. */
const longestPauseMs = 300_000

/**
 * Asks a peer for proofs of the acts that came from it, many in one question, the longest waiting first; those it has no proof of are asked
 * for again later.
 */
export async function askProofs(ports: ProofPorts, ask: AskPeer, peer: Party): Promise<Followed> {
  const waiting = await ports.store.select(unproved, { where: { peer }, order: ['ask_at'], limit: maxProofs })
  const rows = dueOf(waiting, ports.clock.now())
  if (rows.length === 0) return { more: false, waits: waiting.length > 0 }
  const acts = rows.map(({ act }) => act).join(',')
  const reply = await ask({ method: 'GET', path: `/federation/v1/proofs?acts=${acts}` })
  if (reply.kind !== 'answer' || (reply.status !== 200 && reply.status !== 404))
    return { reply, more: false, waits: true }
  const held = reply.status === 200 ? await verified(ports, rows, reply.body) : new Map<ActId, HeldProof>()
  const kept = rows.flatMap(({ act }) => held.get(act) ?? [])
  const open = rows.filter(({ act }) => held.get(act)?.witnessed !== true)
  const late = open.filter((row) => !held.has(row.act) && row.state === 'awaited' && isOld(row, ports.clock.now()))
  await ports.store.transaction(async (tx) => {
    const askAgain = open.map((row) => update(unproved, { act: row.act }, later(ports, row)))
    await tx.apply([...kept.flatMap(keepProof), ...askAgain])
    await showUnrecorded(ports, tx, late)
  })
  return { reply, more: rows.length === maxProofs, waits: true }
}

/** Asks a peer for the proof of one act that is not here yet, and keeps it if enough have cosigned. Answers whether it was. */
export async function askProof(ports: ProofPorts, ask: AskPeer, { act, author, peer }: Asking): Promise<boolean> {
  const reply = await ask({ method: 'GET', path: `/federation/v1/proofs?acts=${act}` })
  if (reply.kind !== 'answer' || reply.status !== 200) return false
  const held = (await verified(ports, [{ act, author }], reply.body)).get(act)
  if (held?.witnessed !== true) return false
  await ports.store.transaction((tx) => tx.apply(keepProof(held)))
  ports.log({ level: 'info', event: 'proof-before-act', peer, author, act })
  return true
}

type Asking = Pick<Unproved, 'act' | 'author' | 'peer'>

/** The proofs of an answer that hold, of acts that were asked for. */
async function verified(
  ports: ProofPorts,
  rows: readonly Pick<Unproved, 'act' | 'author'>[],
  body: Uint8Array,
): Promise<ReadonlyMap<ActId, HeldProof>> {
  const list = readProofs(body)
  const held = new Map<ActId, HeldProof>()
  const verifiers = new Map<Party, ReturnType<typeof proofVerifier>>()
  const seen = new Map<string, Party>()
  for (const { act, proof } of isRefusal(list) ? [] : list) {
    const author = rows.find((row) => row.act === act)?.author
    if (author === undefined) continue
    const verify = verifiers.get(author) ?? proofVerifier(author, ports.trustOf(author))
    verifiers.set(author, verify)
    const found = verify(act, proof)
    if (isRefusal(found)) ports.log({ level: 'warn', event: 'proof-refused', author, code: found.code })
    else held.set(act, found)
    if (!isRefusal(found)) seen.set(proof.checkpoint, author)
  }
  for (const [note, author] of seen) await ports.sawCheckpoint(author, note)
  return held
}

const isOld = ({ since }: Unproved, now: Instant): boolean => epochMsOf(now) - epochMsOf(since) >= unrecordedAfterMs

/** When to ask again: later each time, and once more just when the time is up. */
function later({ clock, cadenceMs }: ProofPorts, { since, asked }: Unproved): Pick<Unproved, 'ask_at' | 'asked'> {
  const now = clock.now()
  const next = addMs(now, Math.min(longestPauseMs, cadenceMs() * 2 ** Math.min(asked, 20)))
  const end = addMs(since, unrecordedAfterMs)
  return { asked: asked + 1, ask_at: now < end && end < next ? end : next }
}

/** Acts shown as unrecorded in one round; more wait for the next. */
const atOnce = 64

/** A peer has not been reachable for long: what came from it before that and was not proved is shown as unrecorded. */
export async function giveUpProofs(ports: ProofPorts, peer: Party): Promise<void> {
  const since = { lte: addMs(ports.clock.now(), -unrecordedAfterMs) }
  const rows = await ports.store.select(unproved, { where: { peer, state: 'awaited', since }, limit: atOnce })
  if (rows.length > 0) await ports.store.transaction((tx) => showUnrecorded(ports, tx, rows))
}

/** Marks acts as unrecorded and reports them, to their audience and their author. */
async function showUnrecorded(ports: ProofPorts, tx: Transaction, rows: readonly Unproved[]): Promise<void> {
  for (const { act, author } of rows) {
    await tx.apply([update(unproved, { act, state: 'awaited' }, { state: 'overdue' })])
    await tx.apply(await owe(tx, await reportsOf(tx, ports.self, act), ports.clock.now()))
    ports.log({ level: 'warn', event: 'act-unrecorded', author, act })
  }
  if (rows.length > 0) tx.ring('due')
}

/** Nothing is reported of what machines say to each other: that would be answered without end. */
async function reportsOf(tx: Transaction, self: Party, id: ActId): Promise<readonly Owed[]> {
  const act = await loadAct(tx, id)
  if (act === undefined || kindRow(act.said.kind)?.receipted !== true || 'coalition' in act.said.audience) return []
  const others = act.said.audience.filter((party) => party !== self)
  return [...new Set([act.said.author, ...others])].map((peer) => ({ peer, act: id, outcome: 'unrecorded' }))
}

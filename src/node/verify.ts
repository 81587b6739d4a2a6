import { equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { verifyAct, verifyRoots } from '#protocol/act/verify.ts'
import type { DamageKind } from '#protocol/journal/damage.ts'
import type { Change, Row, Table, Where } from '#platform/db/table.ts'
import { notEntered } from '#platform/journal/progress.ts'
import { proofs } from '#platform/journal/tables.ts'
import { verifyJournal } from '#platform/journal/verify.ts'
import { openAttachment } from '#platform/record/files.ts'
import { signedOf } from '#platform/record/load.ts'
import { acts, items, untrusted } from '#platform/record/tables.ts'
import { charterAsOf, lanePoint, type Charter } from '#charter/charter.ts'
import { everyCosigner } from '#charter/journals.ts'
import { whyUntrusted } from '#charter/record/register.ts'
import { currentKeys, keysOf } from '#charter/standing.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'
import { verifyChains } from './verify-chains.ts'
import { Going, type Counts } from './verifying/going.ts'
import { placeVerifier, verifyProofs } from './verify-proofs.ts'

/** The first thing that is not what it was: which, of which act or entry, and why. */
export interface Damage {
  readonly what: string
  readonly id: string
  readonly entry?: number
  readonly reason: DamageKind
  /** What tells a technician more: a code, a column. */
  readonly detail?: string
}

export interface Verified {
  readonly ok: boolean
  readonly checked: Counts
  readonly firstBad?: Damage
  /** What is as it was and counts for nothing: how many acts, and of one act why. */
  readonly untrusted?: { readonly count: number; readonly why?: ReturnType<typeof whyUntrusted> }
}

type Checking = Omit<Node, keyof AsyncDisposable>

/**
 * Trusts nothing that is stored: recomputes ids and signatures of every act, opens every file, makes every inserted row again and
 * compares, follows the chains of parcels, recomputes the journal. Ends at the first thing that is not what it was.
 */
export async function verifyAll(ports: NodePorts, node: Checking, going = new Going()): Promise<Verified> {
  const { checked } = going
  const firstBad =
    (await verifyActs(ports, node, going)) ??
    (await verifyOwnJournal(ports, node, going)) ??
    (await verifyChains(ports, node, (parcels) => going.add('parcels', parcels))) ??
    (await verifyProofs(ports, node, (proofs) => going.add('proofs', proofs)))
  const count = await ports.store.count(untrusted, {}, mostCounted)
  return {
    ok: firstBad === undefined,
    checked,
    ...(firstBad && { firstBad }),
    ...(count > 0 && { untrusted: { count } }),
  }
}

/** No further than this are untrusted acts counted. */
const mostCounted = 1_000_000

/** One act: its id, signatures, files and rows, and its place in its author's journal. `undefined` where this node holds no such act. */
export async function verifyOne(ports: NodePorts, node: Checking, id: ActId): Promise<Verified | undefined> {
  const row = await ports.store.find(acts, { act: id })
  if (row === undefined) return undefined
  const going = new Going()
  const { checked } = going
  const firstBad = await verifyWhole(ports, node, going)(row)
  const beyond = await ports.store.find(untrusted, { act: id })
  const distrusted = beyond === undefined ? {} : { untrusted: { count: 1, why: whyUntrusted(beyond) } }
  return { ok: firstBad === undefined, checked, ...(firstBad && { firstBad }), ...distrusted }
}

/** Acts that arrived here from one moment on and before another. */
export interface Arrivals {
  readonly from?: Instant
  readonly until?: Instant
}

/** Acts of such a range. */
export function arrivedIn({ from, until }: Arrivals): Where<typeof acts> {
  const within = { ...(from === undefined ? {} : { gte: from }), ...(until === undefined ? {} : { lt: until }) }
  return Object.keys(within).length === 0 ? {} : { arrived_at: within }
}

/** The same for every act of a range, in the order of arrival. */
export async function verifyRange(
  ports: NodePorts,
  node: Checking,
  range: Arrivals,
  going = new Going(),
): Promise<Verified> {
  const { checked } = going
  const verify = verifyWhole(ports, node, going)
  const isAnyUntrusted = (await ports.store.count(untrusted, {}, 1)) > 0
  let distrusted = 0
  const firstBad = await eachAct(ports, arrivedIn(range), async (row) => {
    if (isAnyUntrusted) distrusted += await ports.store.count(untrusted, { act: row.act }, 1)
    return verify(row)
  })
  return {
    ok: firstBad === undefined,
    checked,
    ...(firstBad && { firstBad }),
    ...(distrusted > 0 && { untrusted: { count: distrusted } }),
  }
}

type VerifyRow = (row: Row<typeof acts>) => Promise<Damage | undefined>

function verifyWhole(ports: NodePorts, node: Checking, going: Going): VerifyRow {
  const verifyPlace = placeVerifier(ports, node, () => going.add('proofs'))
  return async (row) => {
    going.add('acts')
    const bad = await verifyRow(ports, node, row, going).catch(damageOf(row, 'file'))
    return bad ?? verifyPlace(row).catch(damageOf(row, proofs.name))
  }
}

async function verifyActs(ports: NodePorts, node: Checking, going: Going): Promise<Damage | undefined> {
  return eachAct(ports, {}, (row) => {
    going.add('acts')
    return verifyRow(ports, node, row, going).catch(damageOf(row, 'file'))
  })
}

/** In the order of arrival, until the first that is not what it was. */
async function eachAct(
  { store }: NodePorts,
  where: Where<typeof acts>,
  verify: VerifyRow,
): Promise<Damage | undefined> {
  for (let arrival = 0; ;) {
    const page = await store.select(acts, {
      where: { ...where, arrival: { gt: arrival } },
      order: ['arrival'],
      limit: 100,
    })
    for (const row of page) {
      arrival = row.arrival
      const bad = await verify(row)
      if (bad !== undefined) return bad
    }
    if (page.length === 0) return undefined
  }
}

/** Reading damaged bytes may fault: that is the finding. Faults of the database itself are not. */
function damageOf({ act, arrival }: Row<typeof acts>, what: string): (error: unknown) => Damage {
  return (error) => {
    if (!(error instanceof Fault) || error.code.startsWith('db-')) throw error
    return { what, id: act, entry: arrival, reason: 'damaged', detail: error.code }
  }
}

async function verifyRow(
  ports: NodePorts,
  { house }: Checking,
  row: Row<typeof acts>,
  going: Going,
): Promise<Damage | undefined> {
  const bad = (reason: DamageKind, detail?: string): Damage => ({
    what: 'act',
    id: row.act,
    entry: row.arrival,
    reason,
    ...(detail === undefined ? {} : { detail }),
  })
  const signed = signedOf(row)
  if (signed === undefined) return row.standing === 'erased' ? undefined : bad('missing')
  going.bytes += signed.statement.length
  const act = openAct(signed)
  if (isRefusal(act)) return bad('unreadable', act.code)
  if (act.id !== row.act || act.said.author !== row.author || act.said.kind !== row.kind) return bad('other-act')
  const unsigned = signatureFault(house.charter(), act)
  if (unsigned !== undefined) return bad('signature', unsigned)
  if (row.own && (await notEntered(ports.store, [act.id])).length > 0) return bad('not-entered')
  if (row.standing !== 'admitted') return undefined
  return verifyContent(ports, house, { act, row, going })
}

/** Why an act is not its author's, by the charter of the entry it names; `undefined` if it is. */
export function signatureFault(charter: Charter, act: Act): string | undefined {
  if (act.said.charter === 'self') {
    const founders = lanePoint(charter, charter.id)?.parties.values() ?? []
    const roots = [...founders].map((party) => currentKeys(party).keys)
    return verifyRoots(act, roots)?.code
  }
  const keys = keysOf(charterAsOf(charter, act.said.charter) ?? charter, act.said.author)
  return keys === undefined ? 'author-unknown' : verifyAct(act, keys)?.code
}

interface Content {
  readonly act: Act
  readonly row: Row<typeof acts>
  readonly going: Going
}

/** Opens every file to its end, then makes the rows that its projection inserts again and compares them with those stored. */
async function verifyContent(
  ports: NodePorts,
  house: Checking['house'],
  content: Content,
): Promise<Damage | undefined> {
  const { act, row, going } = content
  const projector = house.projectors.get(act.said.kind)
  const wanted = projector?.reads?.(act) ?? []
  const plaintexts = new Map<number, Uint8Array>()
  for (const position of act.said.attachments.keys()) {
    const stream = await openAttachment({ reads: ports.store, blobs: ports.blobs }, act, position)
    if (stream === undefined) return { what: 'file', id: act.id, entry: row.arrival, reason: 'missing' }
    const parts: Uint8Array[] = []
    for await (const part of stream) {
      going.bytes += part.length
      if (wanted.includes(position)) parts.push(part)
    }
    if (wanted.includes(position)) plaintexts.set(position, new Uint8Array(Buffer.concat(parts)))
    going.add('files')
  }
  const [item] = await ports.store.select(items, { where: { act: act.id, author: act.said.author }, limit: 1 })
  if (item !== undefined && item.state !== 'live') return undefined
  const { arrival, arrived_at: arrivedAt } = row
  const projected = projector?.project({ act, arrival, arrivedAt, self: house.self, attachments: plaintexts })
  if (projected === undefined || isRefusal(projected)) return undefined
  return verifyInserted(ports, { ...content, changes: projected.changes })
}

/** Rows that a projection inserts never change afterwards; those it puts may. */
async function verifyInserted(
  ports: NodePorts,
  { act, row, going, changes }: Content & { readonly changes: readonly Change[] },
): Promise<Damage | undefined> {
  for (const { table, rows } of insertedTogether(changes)) {
    const stored = await storedLike(ports, table, rows)
    for (const [at, wanted] of rows.entries()) {
      going.add('rows')
      const column = Object.keys(table.columns).find((name) => !sameCell(stored[at]?.[name], wanted[name]))
      if (column === undefined) continue
      const key = JSON.stringify(keyOf(table, wanted))
      return { what: table.name, id: act.id, entry: row.arrival, reason: 'row', detail: `${column} of ${key}` }
    }
  }
  return undefined
}

interface Inserted {
  readonly table: Table
  readonly rows: Row<Table>[]
}

const rowsAtOnce = 500

/** Rows that are inserted one after the other into one table, under keys that differ in their last column alone. */
function insertedTogether(changes: readonly Change[]): readonly Inserted[] {
  const runs: Inserted[] = []
  for (const change of changes) {
    if (change.do !== 'insert') continue
    const run = runs.at(-1)
    const [first] = run?.rows ?? []
    const goesOn =
      run?.table === change.table &&
      run.rows.length < rowsAtOnce &&
      change.table.key.slice(0, -1).every((column) => first?.[column] === change.row[column])
    if (goesOn) run.rows.push(change.row)
    else runs.push({ table: change.table, rows: [change.row] })
  }
  return runs
}

/** What is stored under the keys of these rows, in their order. */
async function storedLike(
  ports: NodePorts,
  table: Table,
  rows: readonly Row<Table>[],
): Promise<readonly (Row<Table> | undefined)[]> {
  const last = table.key.at(-1)
  const [first] = rows
  if (last === undefined || first === undefined) return []
  const where: Where<Table> = { ...keyOf(table, first), [last]: { in: rows.map((row) => row[last]) } }
  const stored = await ports.store.select(table, { where, limit: rows.length })
  const byLast = new Map(stored.map((row) => [row[last], row]))
  return rows.map((row) => byLast.get(row[last]))
}

function keyOf(table: Table, row: Row<Table>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(table.key.map((column) => [column, row[column]]))
}

function sameCell(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return equalBytes(one, other)
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

async function verifyOwnJournal(
  ports: NodePorts,
  { journal, house }: Checking,
  going: Going,
): Promise<Damage | undefined> {
  const { epoch, key } = journal.journal()
  const facts = { epoch, key, cosigners: everyCosigner(house.charter(), house.self) }
  const found = await verifyJournal(ports.store, facts, (entries) => {
    going.add('entries', entries - going.checked.entries)
  })
  going.checked.entries = found.entries
  going.checked.checkpoints = found.checkpoints
  return found.firstBad
}

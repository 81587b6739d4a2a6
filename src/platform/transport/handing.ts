import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { openHanded, writeHanded } from '#protocol/parcel/handed.ts'
import type { OpenedAct } from '#protocol/parcel/sealed.ts'
import { put, remove, update, type Row } from '#platform/db/table.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import { askProof, dueOf, type Followed, type ProofPorts } from './following.ts'
import { owe, type Taken } from './incoming.ts'
import { isPassing, nameOf, takenIn } from './passing.ts'
import type { TransportPorts } from './ports.ts'
import type { AskPeer } from './puller.ts'
import type { TakingPorts } from './taking.ts'
import { handed, wanted } from './tables.ts'
import { lackingAmong } from './wanting.ts'

/** Another's act that a peer may have from us too: it is in the audience, and the gate lets it go from its author to the peer now. */
export function actFor(ports: Pick<TransportPorts, 'mayGo'>, peer: Party, row: Row<typeof acts>): Act | undefined {
  const act = row.own || row.standing === 'erased' ? undefined : actOf(row)
  if (act === undefined || 'coalition' in act.said.audience || !act.said.audience.includes(peer)) return undefined
  return ports.mayGo(act, peer) === undefined ? act : undefined
}

/** An act that another addressee asks for, sealed anew to it; `undefined` for whatever it may not have from us (protocol.md 6). */
export async function handOn(ports: TransportPorts, peer: Party, id: ActId): Promise<Uint8Array | undefined> {
  const row = await ports.store.find(acts, { act: id })
  const signed = row === undefined ? undefined : actFor(ports, peer, row)
  const boxKey = ports.boxKey(peer)
  if (row === undefined || signed === undefined || boxKey === undefined) return undefined
  const header = { coalition: ports.coalition, from: ports.self, to: peer, act: id }
  return writeHanded(header, { boxKey, signed, attachmentKeys: row.attachment_keys ?? [] })
}

/** Acts asked for in one round; a peer is asked so often for one before it is given up, after pauses that double. */
const atOnce = 8
const maxAsked = 8

type Wanted = Row<typeof wanted>

export type HandingPorts = TakingPorts & ProofPorts

/** Asks a peer for the acts that it reported and that no author has sent meanwhile. */
export async function askWanted(ports: HandingPorts, ask: AskPeer, peer: Party): Promise<Followed> {
  const waiting = await ports.store.select(wanted, { where: { peer }, order: ['ask_at'], limit: atOnce })
  const rows = dueOf(waiting, ports.clock.now())
  if (rows.length === 0) return { more: false, waits: waiting.length > 0 }
  const lacking = new Set(
    await lackingAmong(
      ports.store,
      rows.map(({ act }) => act),
    ),
  )
  let followed: Followed = { more: rows.length === atOnce, waits: true }
  for (const row of rows) {
    if (!lacking.has(row.act)) await passOver(ports, row)
    else {
      const reply = await ask({ method: 'GET', path: `/federation/v1/acts/${row.act}` })
      followed = { ...followed, reply }
      if (reply.kind !== 'answer') return { reply, more: false, waits: true }
      await (reply.status === 200 ? takeHanded(ports, ask, row, reply.body) : later(ports, row))
    }
  }
  return followed
}

async function forget({ store }: HandingPorts, { act, peer }: Wanted): Promise<void> {
  await store.transaction((tx) => tx.apply([remove(wanted, { act, peer })]))
}

/** An act that has come meanwhile is wanted no more; one whose files another addressee hands on may turn out to be damaged. */
async function passOver(ports: HandingPorts, row: Wanted): Promise<void> {
  const { act, peer } = row
  if ((await ports.store.find(acts, { act }))?.standing !== 'fetching') return forget(ports, row)
  const next = { ask_at: addMs(ports.clock.now(), 4 * ports.cadenceMs()) }
  await ports.store.transaction((tx) => tx.apply([update(wanted, { act, peer }, next)]))
}

async function later(ports: HandingPorts, row: Wanted): Promise<void> {
  const { act, peer, asked } = row
  if (asked + 1 >= maxAsked) {
    ports.log({ level: 'warn', event: 'reported-act-not-had', peer, act })
    await forget(ports, row)
    return
  }
  const next = { asked: asked + 1, ask_at: addMs(ports.clock.now(), ports.cadenceMs() * 2 ** asked) }
  await ports.store.transaction((tx) => tx.apply([update(wanted, { act, peer }, next)]))
}

/** Takes in what was handed on, through the door for all that comes in. What is not what it claims to be says nothing of its author. */
async function takeHanded(ports: HandingPorts, ask: AskPeer, row: Wanted, body: Uint8Array): Promise<void> {
  const { act, peer } = row
  const asked = { coalition: ports.coalition, from: peer, to: ports.self, act }
  const opened = await openHanded(body, asked, ports.keyring)
  if (isRefusal(opened)) {
    ports.log({ level: 'warn', event: 'handed-act-refused', peer, act, code: opened.code })
    return later(ports, row)
  }
  const first = await enterOrSay(ports, row, opened)
  const mayBeProved = first?.refusal?.code === 'seal-superseded'
  const isProved = mayBeProved && (await askProof(ports, ask, { act, peer, author: authorOf(opened) ?? peer }))
  const taken = isProved ? await enterOrSay(ports, row, opened) : first
  if (taken?.refusal !== undefined) {
    ports.log({ level: 'warn', event: 'handed-act-refused', peer, act, code: taken.refusal.code })
  }
  if (taken === undefined || taken.outcome === 'held' || taken.outcome === 'dropped') return later(ports, row)
  for (const blob of taken.removes) await ports.blobs.remove(blob)
}

function authorOf({ signed }: OpenedAct): Party | undefined {
  const act = openAct(signed)
  return isRefusal(act) ? undefined : act.said.author
}

function enterOrSay(ports: HandingPorts, row: Wanted, opened: OpenedAct): Promise<Taken | undefined> {
  return takenIn(() => enter(ports, row, opened)).catch((error: unknown) => {
    if (isPassing(error)) throw error
    ports.log({ level: 'error', event: 'handed-act-refused', peer: row.peer, act: row.act, error: nameOf(error) })
    return undefined
  })
}

async function enter(ports: HandingPorts, { act, peer }: Wanted, opened: OpenedAct): Promise<Taken> {
  const { store, clock, log } = ports
  return store.transaction(async (tx) => {
    const taken = await ports.door(tx, peer, opened)
    const held = await tx.find(acts, { act })
    const isHere = taken.outcome === 'admitted' || taken.outcome === 'fetching'
    if (isHere && held !== undefined) {
      await tx.apply([put(handed, { act, author: held.author, peer, at: clock.now() })])
      log({ level: 'warn', event: 'act-handed-on', author: held.author, peer, act })
    }
    const isOver = taken.outcome !== 'held' && taken.outcome !== 'dropped'
    await tx.apply([...(isOver ? [remove(wanted, { act, peer })] : []), ...(await owe(tx, taken.owes, clock.now()))])
    tx.ring('due')
    tx.ring('files')
    return taken
  })
}

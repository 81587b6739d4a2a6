import { Hono, type Context } from 'hono'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import { writeLast, writeReturned } from '#protocol/parcel/returned.ts'
import { parseStream } from '#protocol/parcel/stream.ts'
import { maxProofs, writeProofs } from '#protocol/parcel/proofs.ts'
import { writeParcels } from '#protocol/parcel/wire.ts'
import type { Party } from '#protocol/identity/party.ts'
import { attachments, acts } from '#platform/record/tables.ts'
import { actFor, handOn } from './handing.ts'
import { maxLaneBytes, writeActs } from './lane.ts'
import type { LinkVariables } from './link/link-door.ts'
import { uncopied } from './link/signed-response.ts'
import type { StreamName, TransportPorts } from './ports.ts'
import type { Pushed } from './pushing.ts'
import { parcelsAfter } from './serve.ts'
import { ServedPieces } from './served-pieces.ts'
import { authoredAfter, lastTaken, proofsFor } from './supply.ts'
import { parcels } from './tables.ts'

export interface FederationPorts extends TransportPorts {
  /** Text of the newest published checkpoint of our journal, empty before the first. */
  readonly checkpoint: () => Promise<string>
  /** Acts of the charter's lane after an entry's number, of each entry the act it orders first, as many as fit into one answer. */
  readonly laneAfter: (asked: {
    readonly peer: Party
    readonly after: number
    readonly maxBytes: number
  }) => Promise<readonly SignedAct[]>
  /** A peer says that it has something for us: come soon. */
  readonly onHint: (peer: Party, kind: StreamName) => void
  /** A peer brings a list of its parcels. */
  readonly onPush: (peer: Party, pushed: Pushed) => Promise<void>
}

/** A file is handed out in answers of at most this many bytes. */
const maxPieceBytes = 8 * 1024 * 1024 - 1024
const json = { 'content-type': 'application/json' } as const

/**
 * `/federation/v1`, behind the link door: every request is proved to be a party's own, and each party reaches only what was
 * addressed to it. What is not there and what is another's answer alike: 404 without a body.
 */
export function federationRoutes(ports: FederationPorts): Hono<LinkVariables> {
  const app = new Hono<LinkVariables>()
  const pieces = new ServedPieces(ports.blobs)
  app.get('/parcels', (c) => servePull(ports, c))
  app.post('/parcels', (c) => takePush(ports, c))
  app.get('/attachments/:act/:position', (c) => serveFile(ports, pieces, c))
  app.get('/last', (c) => serveLast(ports, c))
  app.get('/authored', (c) => serveAuthored(ports, c))
  app.get('/proofs', (c) => serveProofs(ports, c))
  app.get('/acts/:act', (c) => serveAct(ports, c))
  app.get('/lane', (c) => serveLane(ports, c))
  app.post('/hints', (c) => {
    ports.onHint(c.get('link').peer, c.req.query('stream') === 'exercise' ? 'exercise' : 'main')
    return c.body(null, 204)
  })
  return app
}

type Ask = Context<LinkVariables>

const nothing = (): Response => new Response(null, { status: 404 })

async function servePull(ports: FederationPorts, c: Ask): Promise<Response> {
  const stream = parseStream(c.req.query('stream') ?? '')
  const after = numberOf(c.req.query('after'))
  const beyond = numberOf(c.req.query('beyond'))
  if (stream === undefined || after === undefined) return new Response(null, { status: 400 })
  const pull = { peer: c.get('link').peer, stream, after, ...(beyond === undefined ? {} : { beyond }) }
  const list = await parcelsAfter(ports, pull, await ports.checkpoint())
  return new Response(writeParcels(list) as BodyInit, { headers: json })
}

/** Whatever becomes of what a peer brings, it is told the same: receipts tell the rest. */
async function takePush(ports: FederationPorts, c: Ask): Promise<Response> {
  const stream = parseStream(c.req.query('stream') ?? '')
  if (stream === undefined) return new Response(null, { status: 400 })
  const { peer, body } = c.get('link')
  await ports.onPush(peer, { stream, body })
  return c.body(null, 204)
}

/** What we last took in of the peer's own stream: asked by a node before it numbers on. */
async function serveLast(ports: FederationPorts, c: Ask): Promise<Response> {
  const stream = parseStream(c.req.query('stream') ?? '')
  if (stream === undefined) return new Response(null, { status: 400 })
  const last = await lastTaken(ports.store, c.get('link').peer, stream)
  return new Response(writeLast(last) as BodyInit, { headers: json })
}

/** The peer's own acts that we hold, for a node that lost them. */
async function serveAuthored(ports: FederationPorts, c: Ask): Promise<Response> {
  const stream = parseStream(c.req.query('stream') ?? '')
  const after = numberOf(c.req.query('after'))
  if (stream === undefined || after === undefined) return new Response(null, { status: 400 })
  const parcels = await authoredAfter(ports, c.get('link').peer, stream, after)
  return new Response(writeReturned(parcels) as BodyInit, { headers: json })
}

/** The charter's lane is every party's: a node that was away, or the depositary is, learns it from any other. */
async function serveLane(ports: FederationPorts, c: Ask): Promise<Response> {
  const after = numberOf(c.req.query('after'))
  if (after === undefined) return new Response(null, { status: 400 })
  const acts = await ports.laneAfter({ peer: c.get('link').peer, after, maxBytes: maxLaneBytes })
  return new Response(writeActs(acts) as BodyInit, { headers: { 'content-type': 'application/octet-stream' } })
}

/** Another's act, for a peer that was to have it too. */
async function serveAct(ports: FederationPorts, c: Ask): Promise<Response> {
  const act = parseActId(c.req.param('act') ?? '')
  const handed = act === undefined ? undefined : await handOn(ports, c.get('link').peer, act)
  return handed === undefined ? nothing() : new Response(handed as BodyInit, { headers: json })
}

/**
 * Proofs of acts that were numbered to the peer, and of others' acts that it was to have too, as far as there are any; all others are as
 * if they were not.
 */
async function serveProofs(ports: FederationPorts, c: Ask): Promise<Response> {
  const ids = (c.req.query('acts') ?? '').split(',')
  const acts = ids.flatMap((id) => parseActId(id) ?? [])
  if (ids.length > maxProofs || acts.length < ids.length) return new Response(null, { status: 400 })
  const proofs = await proofsFor(ports, c.get('link').peer, acts)
  return proofs.length === 0 ? nothing() : new Response(writeProofs(proofs) as BodyInit, { headers: json })
}

async function serveFile(ports: FederationPorts, pieces: ServedPieces, c: Ask): Promise<Response> {
  const act = parseActId(c.req.param('act') ?? '')
  const position = numberOf(c.req.param('position'))
  const from = numberOf(c.req.query('from'))
  const to = numberOf(c.req.query('to'))
  if (act === undefined || position === undefined || from === undefined || to === undefined) return nothing()
  const file = await fileFor(ports, c.get('link').peer, act, position)
  const isWithin = file !== undefined && from < to && to <= file.bytes && to - from <= maxPieceBytes
  if (!isWithin) return nothing()
  const piece = await pieces.read(file.blob, from, to)
  const headers = { 'content-type': 'application/octet-stream', 'content-digest': piece.digest }
  return new Response(uncopied(piece.bytes), { headers })
}

/**
 * The sealed file of one of our acts, for a party to which we numbered a parcel of it that was not recalled since; of one of the peer's own
 * acts, which it lost; or of another's act that the peer was to have too. Only files that are here whole.
 */
async function fileFor(
  ports: FederationPorts,
  peer: Party,
  act: ActId,
  position: number,
): Promise<{ blob: string; bytes: number } | undefined> {
  const file = await ports.store.find(attachments, { act, position })
  if (file === undefined || file.have < file.sealed_bytes) return undefined
  // What was numbered to a party is ours: nothing more is looked up for each piece of it.
  const isFor = (await isSent(ports, peer, act)) || (await isAnothers(ports, peer, act))
  return isFor ? { blob: file.blob, bytes: file.sealed_bytes } : undefined
}

async function isAnothers(ports: FederationPorts, peer: Party, act: ActId): Promise<boolean> {
  const held = await ports.store.find(acts, { act })
  if (held === undefined || held.own) return false
  return held.author === peer || actFor(ports, peer, held) !== undefined
}

async function isSent(ports: FederationPorts, peer: Party, act: ActId): Promise<boolean> {
  return (await ports.store.count(parcels, { act, peer, sealed: { not: null } }, 1)) > 0
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:0|[1-9]\d{0,14})$/u.test(text)) return undefined
  return Number(text)
}

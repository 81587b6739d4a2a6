import { Hono } from 'hono'
import { Fault } from '#kernel/fault.ts'
import type { Instant } from '#kernel/instant.ts'
import { addMs } from '#kernel/instant.ts'
import { concat, toBase64Url } from '#kernel/bytes.ts'
import { actIdOf, actType, exerciseActType } from '#protocol/act/act-id.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { AttachmentRef, Kind, SignedAct, Statement } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import type { Party } from '#protocol/identity/party.ts'
import { AttachmentSealer, newAttachmentKey, type AttachmentKey } from '#protocol/parcel/attachment.ts'
import { signHead, writeHead, type ParcelHead } from '#protocol/parcel/head.ts'
import { headerDigest, signHeader, writeHeader, type ParcelHeader } from '#protocol/parcel/header.ts'
import { sealParcel } from '#protocol/parcel/sealed.ts'
import { writeParcels, type Parcel } from '#protocol/parcel/wire.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { linkDoor, type LinkVariables } from '#platform/transport/link/link-door.ts'
import { linkKeysOf, linkSigner } from '#platform/transport/link/link-keys.ts'
import { linkLimits } from '#platform/transport/link/link-client.ts'
import { Nonces } from '#platform/transport/link/nonces.ts'
import type { Federation } from './federation.ts'

/** What a hostile peer puts into one parcel; whatever is not said is as an honest node would do it. */
export interface Lie {
  readonly statement?: (honest: Statement) => Statement
  readonly signed?: (honest: SignedAct) => SignedAct
  readonly header?: (honest: ParcelHeader) => ParcelHeader
  readonly headerBytes?: (honest: Uint8Array) => Uint8Array
  readonly signature?: (honest: Uint8Array) => Uint8Array
  readonly sealed?: (honest: Uint8Array) => Uint8Array
  /** The stream it stands in; without it that of its traffic. */
  readonly stream?: string
  /** Sealed to this party's key instead of the addressee's. */
  readonly sealedTo?: Party
  /** Keys of the attachments that go with the parcel; none without it. */
  readonly attachmentKeys?: readonly AttachmentKey[]
}

/** A file as a peer holds it: what an act says of it, its keys and its sealed bytes. */
export interface PeerFile {
  readonly ref: AttachmentRef
  readonly secret: AttachmentKey
  readonly sealed: Uint8Array
}

/** Seals a file as an honest node would. */
export function sealedFile(plaintext: Uint8Array, name = 'bundle.json'): PeerFile {
  const random = new SeededRandom(`file ${name} ${plaintext.length}`)
  const secret = newAttachmentKey(random)
  const sealer = new AttachmentSealer(secret, random)
  const first = sealer.update(plaintext)
  const { sealed, digest, bytes } = sealer.finish()
  return { ref: { digest, bytes, mediaType: 'application/octet-stream', name }, secret, sealed: concat(first, sealed) }
}

/** A party of the coalition with valid keys and no scruples: it answers pulls of one victim with what the test made. */
export class HostilePeer {
  readonly #federation: Federation
  readonly #self: Party
  readonly #victim: Party
  /** Of each stream its parcels, and the digest of the last one's header. */
  readonly #streams = new Map<string, { readonly parcels: Parcel[]; digest: string }>()
  #said = 0
  /** How many pieces of files it was asked for. */
  pieces = 0
  /** Sealed files that it hands out, by `act/position`. */
  readonly files = new Map<string, Uint8Array>()
  /** Instead of a list of parcels: any answer at all, signed by the peer's link key. */
  answer: (() => Response) | undefined
  /** Parcels beyond this number are named by the head and not served. */
  served = Number.MAX_SAFE_INTEGER
  /** A head of this moment is shown again and again. */
  headAt: Instant | undefined
  /** What it says of where a stream stands, instead of what is so. */
  head: ((honest: ParcelHead) => ParcelHead) | undefined
  /** Answers to other paths under `/federation/v1`, signed as well; `stream`: of the query. */
  readonly paths = new Map<string, (stream?: string) => Response>()

  constructor(federation: Federation, self: string, victim: string) {
    this.#federation = federation
    this.#self = self as Party
    this.#victim = victim as Party
    federation.impersonate(self, async (request) => this.#app().fetch(request))
  }

  get #keyring(): Keyring {
    const keyring = this.#federation.coalition.keyrings.get(this.#self)
    if (keyring === undefined) throw new Fault('no-keyring')
    return keyring
  }

  /** Adds a parcel with an acknowledgement of nothing in particular: valid but for the lie. Answers the act's id. */
  async send(lie: Lie = {}): Promise<string> {
    const signed = (lie.signed ?? same)(await signStatement((lie.statement ?? same)(this.#statement()), this.#keyring))
    const act = actIdOf(signed.payloadType === exerciseActType ? exerciseActType : actType, signed.statement)
    const stream = lie.stream ?? (signed.payloadType === exerciseActType ? 'exercise' : 'main')
    const row = this.#stream(stream)
    this.#said += 1
    const honest: ParcelHeader = {
      coalition: this.#federation.coalition.charter.id,
      stream,
      from: this.#self,
      to: this.#victim,
      number: row.parcels.length + 1,
      previous: row.digest,
      act,
    }
    const header = (lie.headerBytes ?? same)(writeHeader((lie.header ?? same)(honest)))
    const keys = this.#federation.coalition.keyrings.get(lie.sealedTo ?? this.#victim)?.keys
    if (keys === undefined) throw new Fault('no-keyring')
    const boxKey = rawKey(keys.box['x-wing'])
    const sealed = (lie.sealed ?? same)(
      await sealParcel({ header, boxKey, signed, attachmentKeys: lie.attachmentKeys ?? [] }),
    )
    const signature = (lie.signature ?? same)(await signHeader(header, this.#keyring))
    row.parcels.push({ header, signature, sealed })
    row.digest = headerDigest(header)
    return act
  }

  /** Adds a parcel with a share of one file, and hands the file out. */
  async sendShare(file: PeerFile, lie: Lie = {}): Promise<string> {
    const share = (honest: Statement): Statement => ({
      ...honest,
      kind: 'exchange.share/1' as Kind,
      label: { ...honest.label, purpose: 'information', reviewBy: addMs(honest.at, 1_000_000_000) },
      refs: [],
      attachments: [file.ref],
      body: { format: 'file', title: 'A file' },
    })
    const change = lie.statement ?? same
    const act = await this.send({
      attachmentKeys: [file.secret],
      ...lie,
      statement: (honest) => change(share(honest)),
    })
    this.files.set(`${act}/0`, file.sealed)
    return act
  }

  #statement(): Statement {
    const { charter, at } = this.#federation.coalition
    const about = charter.id
    return {
      kind: 'exchange.acknowledge/1' as Kind,
      coalition: charter.id,
      author: this.#self,
      officers: ['duty' as Statement['officers'][number]],
      at,
      audience: [this.#victim],
      label: { level: 'open', category: 'other', handling: [] },
      charter: charter.newest,
      refs: [about],
      salt: toBase64Url(new Uint8Array(32).fill(this.#said + 1)),
      attachments: [],
      crit: [],
      body: { act: about, note: `number ${this.#said + 1}` },
    }
  }

  #app(): Hono {
    const { coalition, time } = this.#federation
    const app = new Hono<LinkVariables>()
    const keysOf = (party: Party) => [coalition.keyrings.get(party)?.keys].filter((keys) => keys !== undefined)
    app.use(
      '*',
      linkDoor({
        self: this.#self,
        signer: () => linkSigner(this.#keyring),
        keys: linkKeysOf(keysOf),
        nonces: new Nonces(),
        clock: time,
        timers: time,
        limits: linkLimits,
        refused: () => new Response(null, { status: 400 }),
      }),
    )
    app.get('/federation/v1/parcels', async (c) => {
      if (c.get('link').peer !== this.#victim) return c.body(null, 404)
      const list = () => this.list(c.req.query('stream') ?? '', Number(c.req.query('after')))
      return (
        this.answer?.() ?? new Response((await list()) as BodyInit, { headers: { 'content-type': 'application/json' } })
      )
    })
    app.get('/federation/v1/attachments/:act/:position', (c) => {
      this.pieces += 1
      const file = this.files.get(`${c.req.param('act')}/${c.req.param('position')}`)
      if (file === undefined) return c.body(null, 404)
      return c.body(Uint8Array.from(file.subarray(Number(c.req.query('from')), Number(c.req.query('to')))))
    })
    app.get(
      '/federation/v1/:path',
      (c) => this.paths.get(c.req.param('path'))?.(c.req.query('stream')) ?? c.body(null, 404),
    )
    return app as unknown as Hono
  }

  #stream(name: string) {
    const row = this.#streams.get(name) ?? { parcels: [], digest: '' }
    this.#streams.set(name, row)
    return row
  }

  /** Its parcels of a stream after a number, as many as an answer may hold or fewer, and where it says that the stream stands. */
  async list(stream: string, after: number, most = 256): Promise<Uint8Array> {
    const { parcels, digest } = this.#stream(stream)
    const honest: ParcelHead = {
      coalition: this.#federation.coalition.charter.id,
      stream,
      from: this.#self,
      to: this.#victim,
      lastNumber: parcels.length,
      digest,
      at: this.headAt ?? this.#federation.time.now(),
      checkpoint: '',
    }
    const head = writeHead((this.head ?? same)(honest))
    const signedHead = { head, signature: await signHead(head, this.#keyring) }
    return writeParcels({ head: signedHead, parcels: parcels.slice(after, Math.min(after + most, this.served)) })
  }
}

const same = <Value>(value: Value): Value => value

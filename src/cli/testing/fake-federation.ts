import {
  at,
  digest,
  json,
  Named,
  notFound,
  problem,
  refusal,
  unreachable,
  Wish,
  type Asked,
  type FakeObject,
  type FakeShare,
  type Upload,
} from './fake-answers.ts'
import { correlated, findsAnswer, related, type Lagging } from './fake-finds.ts'
import { bring, fakeParties, levels, previewOf, refusalOf } from './fake-gate.ts'
import { fakePolicy, fakeProof } from './fake-journal.ts'

/** Ways in which a federation could be wrong: each breaks one claim of the tour. */
export type Lie =
  | 'altered object'
  | 'blind verify'
  | 'cas is counted in'
  | 'cas may know'
  | 'idle replay'
  | 'lazy witnesses'
  | 'lost while away'
  | 'missing object'
  | 'no acknowledgement'
  | 'no approval needed'
  | 'no way out'
  | 'out of order'
  | 'replay revives'
  | 'search after recall'
  | 'search is empty'
  | 'silent recall'
  | 'unsigned receipt'
  | 'verify is red'

/** Four nodes in memory that speak the JSON API of the product as far as the command line asks it. For tests of the command line only. */
export class FakeFederation {
  readonly lies: ReadonlySet<Lie>
  readonly #shares: FakeShare[] = []
  readonly #uploads = new Map<string, Upload>()
  readonly #drafts = new Map<string, { readonly wish: Wish; readonly account: string }>()
  readonly #stopped = new Set<string>()
  readonly #tampered = new Set<string>()
  /** Path and account of every request, in order. */
  readonly asked: string[] = []
  #next = 1

  /** Whether somebody shared what is asked for. */
  isRelated = true
  /** How far what is found lags behind. */
  lag: Lagging = { lag: 0 }

  constructor(lies: readonly Lie[] = []) {
    this.lies = new Set(lies)
  }

  /** The node of a party as a function from request to answer. Tokens are `party/user`. */
  async answer(party: string, request: Request): Promise<Response> {
    if (this.#stopped.has(party)) throw unreachable()
    const url = new URL(request.url)
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
    if (url.pathname === '/readyz') return new Response('ok')
    this.asked.push(`${token} ${request.method} ${url.pathname}`)
    if (!token.startsWith(`${party}/`)) return refusal(401, 'not-authenticated', 'Your token is not known here.')
    const path = url.pathname
      .replace(/^\/api\/v1/u, '')
      .split('/')
      .slice(1)
      .map(decodeURIComponent)
    const asked = { party, account: token, path, url, method: request.method, request }
    return path[0] === 'demo' ? this.#demo(path[2] ?? '', path[3] ?? '') : this.#api(asked)
  }

  async #api(asked: Asked): Promise<Response> {
    const [room = '', id, more] = asked.path
    const { method } = asked
    if (room === 'uploads') return method === 'DELETE' ? new Response(null, { status: 204 }) : this.#upload(asked)
    if (room === 'preview') return json(previewOf(asked.party, Wish(await asked.request.json())))
    if (room === 'shares' && id === undefined) return this.#share(asked, Wish(await asked.request.json()))
    if (room === 'shares' && id !== undefined) return this.#about(asked, id, more ?? '')
    if (room === 'drafts') return this.#draft(asked, id)
    if (room === 'acts' && id === undefined)
      return json({
        items: this.#seenBy(asked.party)
          .toReversed()
          .map((share) => this.#view(asked.party, share)),
      })
    if (room === 'acts' && id !== undefined) return this.#act(asked, id)
    if (room === 'search') return this.#search(asked)
    if (room === 'related') return json(this.isRelated ? correlated : { states: [], lag: 0 })
    if (room === 'verify') return this.#verify(asked.party, Named(await asked.request.json()).act)
    if (room === 'status') return json(this.#status(asked.party))
    if (room === 'me')
      return json({ name: asked.account.split('/')[1], role: asked.account.split('/')[1], party: asked.party })
    if (room === 'fsck') return json({ digestBefore: 'aa', digestAfter: 'aa', equal: true, rows: 10 })
    if (room === 'charter') return new Response(fakePolicy())
    if (room === 'export') return this.#export(asked)
    if (room === 'import') return this.#import(asked)
    if (room === 'backup') return new Response('backup')
    if (room === 'users') return this.#users(asked, id)
    return notFound()
  }

  #demo(verb: string, party: string): Response {
    if (verb === 'stop') this.#stopped.add(party)
    if (verb === 'tamper') this.#tampered.add(party)
    if (verb === 'start') this.#start(party)
    if (verb === 'replay' && this.lies.has('replay revives')) for (const share of this.#shares) share.isRecalled = false
    return json({ party, outcomes: { known: this.lies.has('idle replay') ? 0 : 2 } })
  }

  #start(party: string): void {
    this.#stopped.delete(party)
    if (!this.#stopped.has('alt')) this.#deliver(party)
  }

  /** What waited for a party is admitted there. */
  #deliver(party: string): void {
    for (const share of this.#shares) {
      if (!share.to.includes(party) || share.states.get(party) !== 'queued') continue
      if (this.lies.has('lost while away') && share.title.endsWith('2')) continue
      share.states.set(party, 'admitted')
    }
    if (this.lies.has('out of order')) this.#shares.reverse()
  }

  async #upload({ request, url }: Asked): Promise<Response> {
    const bytes = new Uint8Array(await request.arrayBuffer())
    const brought = bring(bytes, url.searchParams.get('mediaType') ?? '')
    const upload = `upload-${this.#number()}`
    this.#uploads.set(upload, brought)
    const { refused, objects, format } = brought
    const found = { bytes: bytes.length, digest: digest(bytes), format, objects: objects.length, types: {}, refused }
    return json({ upload, ...found }, 201)
  }

  #share(asked: Asked, wish: Wish): Response {
    const no = wish.to.map((to) => refusalOf(asked.party, to, wish)).find((found) => found !== undefined)
    if (no !== undefined) {
      const wayOut = this.lies.has('no way out') ? '' : 'Lower the level.'
      return problem(403, { ...no, detail: `${no.params.recipient} would not receive this.`, wayOut, ref: 'A-7F3KQ2' })
    }
    if (levels.indexOf(wish.level) >= 2 && !this.lies.has('no approval needed')) {
      const draft = `draft-${this.#number()}`
      this.#drafts.set(draft, { wish, account: asked.account })
      const recipients = wish.to.map((to) => ({ party: to, state: 'pending', rule: 'protocol 9: second officer' }))
      return json({ act: draft, draft, state: 'pending', recipients }, 202)
    }
    return this.#record(asked.party, wish)
  }

  #record(author: string, wish: Wish): Response {
    const { bytes, objects } = this.#uploads.get(wish.upload) ?? { bytes: new Uint8Array(0), objects: [] }
    const act = `act--${digest(new TextEncoder().encode(`${author} ${this.#number()}`))}`
    const kept = this.lies.has('missing object') ? objects.slice(1) : objects
    const share: FakeShare = {
      ...wish,
      act,
      author,
      title: wish.title ?? 'bundle',
      bytes,
      objects: kept,
      states: new Map(),
      isRecalled: false,
    }
    this.#shares.push(share)
    for (const to of wish.to) share.states.set(to, this.#stopped.has(to) ? 'queued' : 'admitted')
    const recipients = wish.to.map((to) => ({ party: to, state: 'queued', rule: 'exchange-1' }))
    return json({ act, state: 'recorded', recorded: at, recipients }, 201)
  }

  #draft(asked: Asked, id: string | undefined): Response {
    if (id === undefined) {
      const items = [...this.#drafts].map(([draft, { wish }]) => ({
        draft,
        at,
        title: wish.title ?? '',
        to: wish.to,
        label: wish,
      }))
      return json({ items })
    }
    const draft = this.#drafts.get(id)
    if (draft === undefined) return notFound()
    if (draft.account === asked.account) return refusal(403, 'second-officer', 'Another officer has to approve this.')
    this.#drafts.delete(id)
    return this.#record(asked.party, draft.wish)
  }

  async #about(asked: Asked, act: string, verb: string): Promise<Response> {
    const share = this.#seenBy(asked.party).find((one) => one.act === act)
    if (share === undefined) return notFound()
    await asked.request.json()
    if (verb === 'recall' || verb === 'correct') {
      share.isRecalled = true
      if (!this.lies.has('silent recall')) for (const to of share.to) share.states.set(to, 'erased')
    }
    if (verb === 'acknowledge' && !this.lies.has('no acknowledgement')) share.states.set(asked.party, 'acknowledged')
    return json(
      { act: `act--${digest(new TextEncoder().encode(verb + act))}`, state: 'recorded', recorded: at, recipients: [] },
      201,
    )
  }

  #seenBy(party: string): readonly FakeShare[] {
    return this.#shares.filter(({ author, states, to }) => {
      if (author === party || (this.lies.has('cas is counted in') && party === 'cas')) return true
      return to.includes(party) && (states.get(party) ?? 'queued') !== 'queued'
    })
  }

  #view(party: string, share: FakeShare) {
    const parties = [...share.states].filter(([to]) => party === share.author || to === party)
    return {
      act: share.act,
      kind: 'exchange.share/1',
      author: share.author,
      at,
      title: share.isRecalled ? '' : share.title,
      label: { level: share.level, category: share.category },
      state: share.isRecalled ? 'recalled' : 'witnessed',
      parties: Object.fromEntries(parties.map(([to, state]) => [to, { state, at, receipt: share.act }])),
    }
  }

  #act(asked: Asked, act: string): Response {
    const [, , part, name] = asked.path
    const share = this.#seenBy(asked.party).find((one) => one.act === act)
    if (share === undefined) {
      const isKnown = this.#shares.some((one) => one.act === act)
      return isKnown && this.lies.has('cas may know') ? refusal(403, 'role-not-allowed', 'Not for you.') : notFound()
    }
    const objects = share.isRecalled ? [] : share.objects
    if (part === 'objects' && name === undefined)
      return json({ items: objects.map(({ raw: _raw, ...row }) => ({ ...row, conflict: false })) })
    if (part === 'objects' && asked.path[4] === 'related') return json(related)
    if (part === 'objects') return this.#raw(objects.find((object) => object.id === name))
    if (part === 'attachments') return share.isRecalled ? notFound() : new Response(share.bytes.slice())
    if (part === 'proof') return new Response(fakeProof(act))
    if (part === 'envelope') return json({ payloadType: 'application/vnd.tamga.act+json', payload: '', signatures: [] })
    const by = this.lies.has('lazy witnesses') ? ['bor'] : ['bor', 'sec']
    const journal = { entry: 41, position: 7, size: 118, witnesses: { k: 2, n: 3, by } }
    const attachments = share.isRecalled
      ? []
      : [{ name: 'bundle.json', bytes: share.bytes.length, mediaType: 'application/json' }]
    return json({
      ...this.#view(asked.party, share),
      objects: { count: objects.length },
      attachments,
      journal,
      replies: [],
      refs: [],
    })
  }

  #raw(object: FakeObject | undefined): Response {
    if (object === undefined) return notFound()
    const bytes = object.raw.slice()
    if (this.lies.has('altered object')) bytes[1] = 0x20
    return new Response(bytes)
  }

  #search({ party, url }: Asked): Response {
    const wanted = url.searchParams.get('q') ?? ''
    const shares = this.#seenBy(party).filter((share) => !share.isRecalled || this.lies.has('search after recall'))
    const items = shares.flatMap(({ act, author, objects }) =>
      objects
        .filter(({ name }) => name.includes(wanted))
        .map(({ id, type, name }) => ({ act, object: id, type, name, author })),
    )
    return json(findsAnswer(url, this.lies.has('search is empty') ? [] : items, this.lag))
  }

  #verify(party: string, one: string | undefined): Response {
    const isDamaged = one === undefined ? this.lies.has('verify is red') : this.lies.has('unsigned receipt')
    const isRed = this.#tampered.has(party) ? !this.lies.has('blind verify') : isDamaged
    const checked = { acts: one === undefined ? this.#shares.length : 1, entries: 118, parcels: 4, checkpoints: 118 }
    if (!isRed) return json({ ok: true, checked })
    const act = this.#shares[0]?.act ?? 'none'
    return json({ ok: false, checked, firstBad: { what: 'act', id: act, entry: 41, reason: 'digest' } })
  }

  #status(party: string) {
    const peers = fakeParties
      .filter((other) => other !== party)
      .map((other) => ({
        party: other,
        state: this.#stopped.has(other) ? 'waiting' : 'open',
        lastContact: at,
        queued: 0,
        behind: 0,
      }))
    return {
      party,
      coalition: 'fake',
      peers,
      journal: { kind: 'running', size: 118, published: 118, waiting: 0 },
      search: this.lag,
    }
  }

  async #export({ request }: Asked): Promise<Response> {
    const { to } = Named(await request.json())
    return new Response(`parcels for ${to}`)
  }

  async #import({ request, party }: Asked): Promise<Response> {
    if (!(await request.text()).endsWith(party)) return json({ parcels: 1, admitted: 0, refused: 1, missing: [3, 4] })
    this.#deliver(party)
    return json({ parcels: 3, admitted: 1, refused: 0, missing: [] })
  }

  async #users({ request, method }: Asked, name: string | undefined): Promise<Response> {
    if (name !== undefined) return json({ name, disabled: true })
    if (method === 'GET')
      return json({
        items: [{ name: 'liaison', role: 'liaison', desk: 'desk-1', clearance: 'secret', disabled: false }],
      })
    const wish: unknown = await request.json()
    return json({ name: Named(wish).name, token: 'fresh-token' }, 201)
  }

  #number(): string {
    this.#next += 1
    return String(this.#next).padStart(32, '0')
  }
}

import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { remove } from '#platform/db/table.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import { reply } from '#platform/http/declaration.ts'
import { download } from '#platform/http/download.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { openAttachment } from '#platform/record/files.ts'
import { loadAct } from '#platform/record/load.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { labelOf, speaker } from '#charter/record/labelling.ts'
import { compose, record, type Composed } from '#charter/record/office.ts'
import { awaitingRoute } from './awaiting.ts'
import { countDisclosed } from './disclosing.ts'
import * as declared from './declarations.ts'
import * as decide from './decide.ts'
import { approveDraft, rejectDraft } from './drafts.ts'
import { hasObject, knownShare, listDrafts, listObjects, rawObject, shareItem, visibleItem } from './read.ts'
import { profileRoutes } from './profiles/routes.ts'
import { refuseUnlessLive, type Shared } from './publishing.ts'
import { correctShare, previewOf, shareFile } from './sharing.ts'
import { shareKind, uploads } from './tables.ts'
import { bringFile } from './upload.ts'

export interface ExchangePorts {
  readonly house: House
  readonly cursors: Cursors
}

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

/** Mounts the room: each handler parses nothing (the declaration did), decides, records and answers. */
export function exchangeRoutes(api: Api, ports: ExchangePorts): void {
  const { house } = ports
  bringing(api, house)
  sharing(api, house)
  answering(api, house)
  reading(api, ports)
  awaitingRoute(api, ports)
  profileRoutes(api, house)
}

function bringing(api: Api, house: House): void {
  api.route(declared.upload, async ({ reader, query, body, request }) => {
    const mediaType = query.mediaType ?? 'application/octet-stream'
    const declaredBytes = Number(request.headers.get('content-length'))
    const expected = declaredBytes > 0 ? { expectedBytes: declaredBytes } : {}
    const wish = { account: reader.account.name, name: query.name, mediaType, ...expected }
    const { row, said } = await bringFile(house, wish, body)
    const { upload, bytes, digest, format, objects, refused, problem } = row
    const found = { upload, bytes, digest, format, objects, types: said?.types ?? {}, refused: [...refused] }
    return problem === null ? found : { ...found, problem: { ...problem } }
  })
  api.route(declared.dropUpload, async ({ reader, params }) => {
    const mine = { upload: params.upload, account: reader.account.name }
    const [row] = await house.store.select(uploads, { where: mine, limit: 1 })
    if (row === undefined) return notFound()
    const [gone] = await house.store.transaction((tx) => tx.apply([remove(uploads, mine)]))
    if (gone !== 1) return notFound()
    house.fresh?.drop(params.upload)
    await house.blobs.remove(row.blob)
    return undefined
  })
}

function sharing(api: Api, house: House): void {
  api.route(declared.preview, async ({ reader, body }) => {
    const by = speaker(house, reader)
    const label = labelOf(body, by)
    const audience = [...new Set(body.to)].toSorted()
    const found = previewOf(house, { kind: shareKind, audience, label, officers: by.officers })
    const recipients = found.recipients.map(({ party, decision }) =>
      isRefusal(decision)
        ? { party, allowed: false, refusal: decision }
        : { party, allowed: true, ...(decision.basis === undefined ? {} : { basis: decision.basis }) },
    )
    const others = found.others.map((party) => ({ party, addressed: false as const }))
    return { recipients, others, secondOfficer: found.secondOfficer }
  })
  api.route(declared.share, async ({ reader, body }) => sharedAnswer(await shareFile(house, reader, body)))
  api.route(declared.approve, async ({ reader, params }) =>
    sharedAnswer(await approveDraft(house, reader, params.draft)),
  )
  api.route(declared.correct, async ({ reader, params, body }) => {
    const known = await visibleShare(house, reader, params.act)
    return sharedAnswer(known === undefined ? notFound() : await correctShare(house, reader, known, body))
  })
  api.route(declared.listDrafts, async ({ reader }) => {
    const rows = await listDrafts(house.store, reader)
    const items_ = rows.map(({ draft, desk, at, level, category, wish }) => {
      return { draft, desk, at, title: wish.title ?? '', to: [...wish.to], label: { level, category } }
    })
    return { items: items_ }
  })
  api.route(declared.dropDraft, ({ reader, params }) => rejectDraft(house, reader, params.draft))
}

/** Recall and replies: a wish about a share the reader sees, decided and recorded. */
function answering(api: Api, house: House): void {
  type Decided = (known: decide.KnownShare) => Draft | Refusal
  const about = async (reader: Reader, { act, object }: { act: string; object?: string }, decided: Decided) => {
    const known = await visibleShare(house, reader, act)
    if (known === undefined) return notFound()
    const draft = decided(known)
    if (isRefusal(draft)) return draft
    if (object !== undefined && !(await hasObject(house.store, reader, known.act, object))) {
      return refuse('object-unknown', 'exchange: a reply is about an object of the share', { object })
    }
    const composed = await compose(house, draft)
    if (isRefusal(composed)) return composed
    const done = await record(house, [composed], async (tx) => (await refuseUnlessLive(tx, known)) ?? [])
    return isRefusal(done) ? done : recorded(composed)
  }
  api.route(declared.recall, ({ reader, params, body }) =>
    about(reader, params, (known) => decide.recall(known, body, speaker(house, reader))),
  )
  api.route(declared.acknowledge, ({ reader, params, body }) =>
    about(reader, params, (known) => decide.acknowledge(known, body, speaker(house, reader))),
  )
  api.route(declared.sighting, ({ reader, params, body }) =>
    about(reader, { ...params, object: body.object }, (known) => decide.sighting(known, body, speaker(house, reader))),
  )
  api.route(declared.opinion, ({ reader, params, body }) =>
    about(reader, { ...params, object: body.object }, (known) => decide.opinion(known, body, speaker(house, reader))),
  )
}

function reading(api: Api, { house, cursors }: ExchangePorts): void {
  api.route(declared.objects, async ({ reader, params, query }) => {
    const act = parseActId(params.act)
    const share = act === undefined ? undefined : await shareItem(house.store, reader, act)
    if (share === undefined) return notFound()
    const use = { account: reader.account.name, query: `objects ${share.act} ${query.type ?? ''}` }
    const position = query.after === undefined ? [] : cursors.read(use, query.after)
    if (isRefusal(position)) return position
    const limit = query.limit ?? defaultLimit
    const after = position[0] === undefined ? {} : { after: Number(position[0]) }
    const type = query.type === undefined ? {} : { type: query.type }
    const rows = await listObjects({ reads: house.store, blobs: house.blobs }, reader, {
      arrival: share.arrival,
      ...type,
      ...after,
      limit: limit + 1,
    })
    const page = pageOf(rows, limit, (last) => cursors.write(use, [last.position]))
    return { ...page, items: [...page.items] }
  })
  api.route(declared.object, async ({ reader, params, query }) => {
    const act = parseActId(params.act)
    if (act === undefined) return notFound()
    const version = query.modified === undefined ? {} : { modified: query.modified }
    const raw = await rawObject({ reads: house.store, blobs: house.blobs }, reader, { act, id: params.id, ...version })
    if (raw === undefined) return notFound()
    await countDisclosed(house, new Set([act]))
    return download({ body: raw, name: `${params.id}.json`, bytes: raw.length })
  })
  api.route(declared.attachment, async ({ reader, params }) => {
    const act = parseActId(params.act)
    const item = act === undefined ? undefined : await visibleItem(house.store, reader, act)
    const loaded = item === undefined ? undefined : await loadAct(house.store, item.act)
    const position = /^(?:0|[1-9]\d?)$/u.test(params.position) ? Number(params.position) : -1
    const ref = loaded?.said.attachments[position]
    if (loaded === undefined || ref === undefined) return notFound()
    const stream = await openAttachment({ reads: house.store, blobs: house.blobs }, loaded, position)
    if (stream === undefined) return notFound()
    await countDisclosed(house, new Set([loaded.id]))
    return download({ body: stream, name: ref.name, bytes: ref.bytes })
  })
}

async function visibleShare(house: House, reader: Reader, act: string): Promise<decide.KnownShare | undefined> {
  const id = parseActId(act)
  return id === undefined ? undefined : knownShare(house.store, reader, id)
}

function sharedAnswer(shared: Shared | Refusal) {
  if (isRefusal(shared)) return shared
  if (shared.kind === 'recorded') {
    return { ...recorded(shared.share), ...(shared.recall === undefined ? {} : { recall: shared.recall }) }
  }
  const { draft, to } = shared
  const recipients = to.map((party) => ({ party, state: 'pending', rule: 'protocol 9: second officer' }))
  return reply(202, { act: draft, draft, state: 'pending' as const, recipients })
}

function recorded({ act, bases }: Composed) {
  const recipients = [...bases].map(([party, rule]) => ({ party, state: 'queued', rule }))
  return { act: act.id, state: 'recorded' as const, recorded: act.said.at, recipients }
}

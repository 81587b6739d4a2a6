import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import { insert, remove, update, type Row } from '#platform/db/table.ts'
import { accounts } from '#platform/http/account.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { previewRelease } from '#charter/preview.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker, type Speaker } from '#charter/record/labelling.ts'
import type { Composed } from '#charter/record/office.ts'
import { request as requestConsultation } from '../consultations/decide.ts'
import * as consultation from '../consultations/say.ts'
import { pass } from '../onward/decide.ts'
import { knownOnward } from '../onward/read.ts'
import { notFound, say, type Beside } from '../say.ts'
import { drafts } from '../tables.ts'
import * as decide from './decide.ts'
import { knownRequest, viewingOf } from './read.ts'
import { sayOf } from './say.ts'
import type { Wished } from '../wished.ts'

/** What was said, or the draft of it that waits for the second officer. */
export type Outcome = { readonly said: Composed } | { readonly draft: string }

/** Sent at once, or kept for national approval: where its label asks for a second officer, or the first one does. */
export async function sendOrHold(house: House, reader: Reader, wished: Wished): Promise<Outcome | Refusal> {
  const drafted = await drafting(house, reader, wished)
  if (isRefusal(drafted)) return drafted
  const { self: author, clock } = house
  const charter = house.charter()
  const at = clock.now()
  const preview = previewRelease({ ...drafted, author, coalition: charter.id, at }, { charter, at })
  const refused = preview.recipients.map(({ decision }) => decision).find((decision) => isRefusal(decision))
  if (refused !== undefined) return refused
  const isHeld = wished.kind !== 'passing' && wished.wish.hold === true
  if (preview.secondOfficer || isHeld) return hold(house, reader, { wished, drafted })
  return saidAs(await send(house, reader, { wished }))
}

const saidAs = (said: Composed | Refusal): Outcome | Refusal => (isRefusal(said) ? said : { said })

/** What would be signed. */
async function drafting(house: House, reader: Reader, wished: Wished): Promise<Draft | Refusal> {
  const by = speaker(house, reader)
  if (wished.kind === 'request') return decide.request(wished.wish, by)
  if (wished.kind === 'passing') return passing(house, reader, wished.about, by)
  if (wished.kind === 'consultation') return requestConsultation(wished.wish, by)
  if (wished.kind === 'message') return consultation.drafted(house, reader, wished, by)
  const known = await knownRequest(viewingOf(house, reader), wished.about)
  return (known === undefined ? undefined : decide.answer(known, wished.wish, by)[0]) ?? notFound()
}

/** An answer that was given here, as its owner lets it go: the gate looks at his word again. */
async function passing({ store, self }: House, reader: Reader, about: ActId, by: Speaker): Promise<Draft | Refusal> {
  const known = await knownOnward({ reads: store, self, reader }, about)
  return known === undefined ? notFound() : pass(known, by)
}

interface Sending {
  readonly wished: Wished
  /** The officer who asked first, where there are two. */
  readonly first?: Desk
  readonly beside?: Beside
}

async function send(house: House, reader: Reader, { wished, first, beside }: Sending): Promise<Composed | Refusal> {
  const by = speaker(house, reader, first)
  if (wished.kind === 'request') return say(house, [decide.request(wished.wish, by)], beside)
  if (wished.kind === 'passing') return say(house, [await passing(house, reader, wished.about, by)], beside)
  if (wished.kind === 'consultation') return say(house, [requestConsultation(wished.wish, by)], beside)
  if (wished.kind === 'message') return consultation.sayMessage(house, reader, { wished, by, beside })
  const { about: act, wish } = wished
  const wanted = (known: decide.KnownRequest) => decide.answer(known, wish, by)
  return sayOf(house, viewingOf(house, reader), { act, wanted, ...(beside === undefined ? {} : { beside }) })
}

interface Held {
  readonly wished: Wished
  readonly drafted: Draft
}

async function hold(house: House, reader: Reader, { wished, drafted }: Held): Promise<Outcome> {
  const draft = `draft-${toHex(house.random.bytes(16))}`
  const { level, category } = drafted.label
  const { name: account, desk } = reader.account
  const title = String(drafted.body['title'] ?? drafted.body['text']).slice(0, 300)
  const row = { draft, account, desk: desk as Desk, at: house.clock.now(), level, category, title, wished, act: null }
  await house.store.transaction((tx) => tx.apply([insert(drafts, row)]))
  return { draft }
}

/** The second officer signs: another account and another desk than the first. The draft is taken once. */
export async function approve(house: House, reader: Reader, draft: string): Promise<Outcome | Refusal> {
  const row = await findDraft(house.store, reader, draft)
  if (row === undefined) return notFound()
  if (row.act !== null) return alreadyApproved(row.act)
  if (row.account === reader.account.name || row.desk === reader.account.desk) {
    return refuse('same-officer', 'protocol 9: second officer', { desk: row.desk })
  }
  const first = await house.store.find(accounts, { name: row.account })
  if (first === undefined || first.disabled || may(first.role, 'consultation.send') !== undefined) {
    return refuse('officer-gone', 'protocol 9: second officer', { desk: row.desk })
  }
  const beside: Beside = async (tx, act) => {
    const held = await tx.lock(drafts, { draft })
    return held?.act === null ? [update(drafts, { draft, act: null }, { act })] : alreadyApproved(held?.act)
  }
  return saidAs(await send(house, reader, { wished: row.wished, first: row.desk, beside }))
}

/** Nobody sends it. */
export async function reject(house: House, reader: Reader, draft: string): Promise<Refusal | undefined> {
  const row = await findDraft(house.store, reader, draft)
  if (row === undefined) return notFound()
  return house.store.transaction(async (tx) => {
    const held = await tx.lock(drafts, { draft })
    if (held === undefined) return notFound()
    if (held.act !== null) return alreadyApproved(held.act)
    await tx.apply([remove(drafts, { draft, act: null })])
    return undefined
  })
}

const alreadyApproved = (act: ActId | null | undefined): Refusal =>
  refuse('already-approved', 'exchange: a draft is approved once', { act: act ?? '' })

async function findDraft(reads: Reads, reader: Reader, draft: string): Promise<Row<typeof drafts> | undefined> {
  const [row] = await reads.select(drafts, { where: { draft, ...visibleTo(reader) }, limit: 1 })
  return row
}

/** What waits for a second officer, the longest first. */
export function waiting(reads: Reads, reader: Reader): Promise<readonly Row<typeof drafts>[]> {
  return reads.select(drafts, { where: { act: null, ...visibleTo(reader) }, order: ['at', 'draft'], limit: 500 })
}

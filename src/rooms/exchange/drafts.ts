import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { remove, update, type Change, type Row } from '#platform/db/table.ts'
import { accounts } from '#platform/http/account.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { speaker } from '#charter/record/labelling.ts'
import type { House } from '#charter/record/house.ts'
import { decided } from './posting/decided.ts'
import { posted, posts } from './posting/tables.ts'
import { isStillUnder } from './profiles/profile.ts'
import { isInUse, profileOf } from './profiles/read.ts'
import { findDraft } from './read.ts'
import { prepare } from './preparing.ts'
import { publish, type Shared } from './publishing.ts'
import { drafts } from './tables.ts'

/** The second officer signs: another account and another desk than the first. The draft is taken once. */
export async function approveDraft(house: House, reader: Reader, draft: string): Promise<Shared | Refusal> {
  const row = await findDraft(house.store, reader, draft)
  if (row === undefined) return refuse('not-found', 'exchange: drafts')
  if (row.act !== null) return refuse('already-approved', 'exchange: a draft is approved once', { act: row.act })
  if (row.account === reader.account.name || row.desk === reader.account.desk) {
    return refuse('same-officer', 'protocol 9: second officer', { desk: row.desk })
  }
  if (!(await hasFirstOfficer(house.store, row))) {
    return refuse('officer-gone', 'protocol 9: second officer', { desk: row.desk })
  }
  if (await isOutdated(house.store, row)) return refuse('draft-outdated', 'interfaces: release profiles', { draft })
  const prepared = await prepare(
    house,
    { reader, account: row.account, by: speaker(house, reader, row.desk) },
    row.wish,
  )
  if (isRefusal(prepared)) return prepared
  const beside = async (tx: Transaction, act: ActId) => {
    const held = await tx.lock(drafts, { draft })
    if (held?.act !== null)
      return refuse('already-approved', 'exchange: a draft is approved once', { act: held?.act ?? '' })
    const others = await decided(tx, { draft, act, collection: held.collection, at: house.clock.now() })
    return [update(drafts, { draft, act: null }, { act }), ...others]
  }
  return publish(house, prepared, { beside })
}

/** Whether the first officer still answers for it: the account that wrote it, or for a tool's its profile. */
async function hasFirstOfficer(reads: Reads, { account, collection }: Row<typeof drafts>): Promise<boolean> {
  const first = await reads.find(accounts, { name: account })
  if (first === undefined || first.disabled) return false
  if (collection === null) return may(first.role, 'content.share') === undefined
  const profile = await profileOf(reads, collection)
  return profile !== undefined && may(first.role, 'taxii.post') === undefined && (await isInUse(reads, profile))
}

/**
 * Whether the profile under which a tool posted it now has another audience, label or desk: those who activated it agreed to these, and not to what
 * the draft says.
 */
async function isOutdated(reads: Reads, { collection, wish, desk }: Row<typeof drafts>): Promise<boolean> {
  if (collection === null) return false
  const profile = await profileOf(reads, collection)
  return profile === undefined || !isStillUnder(profile, { wish, desk })
}

/** What came with an outdated draft may be posted again: the officer's no was to where it would have gone. */
async function freedOf(tx: Transaction, draft: string): Promise<readonly Change[]> {
  const rows = await tx.select(posts, { where: { draft, act: null }, columns: ['post'] })
  const post = { in: rows.map((row) => row.post) }
  return rows.length === 0 ? [] : [remove(posted, { post }), remove(posts, { post })]
}

/** Nobody shares it: the draft goes, and whoever posted what is in it is told. */
export async function rejectDraft(house: House, reader: Reader, draft: string): Promise<Refusal | undefined> {
  const row = await findDraft(house.store, reader, draft)
  if (row === undefined) return refuse('not-found', 'interfaces: paths')
  return house.store.transaction(async (tx) => {
    const held = await tx.lock(drafts, { draft })
    if (held === undefined) return refuse('not-found', 'interfaces: paths')
    if (held.act !== null) return refuse('already-approved', 'exchange: a draft is approved once', { act: held.act })
    const freed = (await isOutdated(tx, held)) ? await freedOf(tx, draft) : []
    const told = await decided(tx, { draft, at: house.clock.now() })
    await tx.apply([remove(drafts, { draft, act: null }), ...freed, ...told])
    return undefined
  })
}

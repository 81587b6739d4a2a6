import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { Transaction } from '#platform/db/store.ts'
import { remove, type Change } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import { items } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { compose, recordAs, type Composed, type Recording } from '#charter/record/office.ts'
import { recall as decideRecall, type KnownShare } from './decide.ts'
import { plaintextOf, prepare, type Prepared } from './preparing.ts'
import { uploads } from './tables.ts'
import type { HeldWish } from './wish.ts'

/** A share that was recorded, or that waits for its second officer. */
export type Shared =
  | { readonly kind: 'recorded'; readonly share: Composed; readonly recall?: ActId }
  | { readonly kind: 'pending'; readonly draft: string; readonly to: readonly string[] }

/** Acts that are signed and not recorded: together with others, all of them or none. */
export interface Ready {
  readonly composed: readonly Composed[]
  /** What is written in the same transaction; a refusal leaves nothing recorded. */
  readonly beside: Recording['beside']
  /** What is left to be done once it is known whether they were recorded. */
  readonly settle: (isRecorded: boolean) => Promise<void>
}

interface With {
  /** What is written in the same transaction. */
  readonly beside?: Less['beside']
  readonly write?: Recording['write']
}

const asItComes: Recording['write'] = (tx, changes) => tx.apply(changes)

/** Signs and records a share, with the recall of what it corrects; the upload is taken in the same transaction. */
export async function publish(
  house: House,
  prepared: Prepared,
  { beside = async () => [], write = asItComes }: With = {},
): Promise<Shared | Refusal> {
  const ready = await signed(house, prepared, beside)
  if (isRefusal(ready)) return ready
  const { share, recall } = ready
  const plaintext = prepared.attachments.get(0)
  if (plaintext !== undefined) house.fresh?.keep(share.act.id, plaintext)
  const recorded = await recordReady(house, [ready], write)
  if (isRefusal(recorded)) return recorded
  return { kind: 'recorded', share, ...(recall === undefined ? {} : { recall: recall.act.id }) }
}

/** Records what is ready in one transaction. */
export async function recordReady(
  house: House,
  ready: readonly Ready[],
  write: Recording['write'] = asItComes,
): Promise<readonly ActId[] | Refusal> {
  const recorded = await recordAs(house, {
    composed: ready.flatMap(({ composed }) => composed),
    async beside(tx) {
      const changes: Change[] = []
      for (const one of ready) {
        const others = await one.beside(tx)
        if (isRefusal(others)) return others
        changes.push(...others)
      }
      return changes
    },
    write,
  })
  for (const { settle } of ready) await settle(!isRefusal(recorded))
  return recorded
}

interface Signed extends Ready {
  readonly share: Composed
  readonly recall: Composed | undefined
}

async function signed(house: House, prepared: Prepared, beside: Less['beside']): Promise<Signed | Refusal> {
  const { draft, attachments, correction } = prepared
  const share = await compose(house, draft, attachments)
  if (isRefusal(share)) return share
  const recall = correction === undefined ? undefined : await composeRecall(house, correction, share.act.id)
  if (isRefusal(recall)) return recall
  return {
    share,
    recall,
    composed: recall === undefined ? [share] : [share, recall],
    async beside(tx) {
      const no = correction === undefined ? undefined : await refuseUnlessLive(tx, correction.known)
      const others = no ?? (await beside(tx, share.act.id))
      if (isRefusal(others)) return others
      const taken = await takeUpload(tx, prepared)
      return isRefusal(taken) ? taken : [...others, ...taken]
    },
    async settle(isRecorded) {
      if (!isRecorded) return house.fresh?.drop(share.act.id)
      for (const { upload } of [prepared.found, prepared.row]) house.fresh?.drop(upload)
      await forgetOriginal(house, prepared)
    },
  }
}

/** What is left of a share when a tool takes objects away: the officers who answered for all of it answer for less. */
export interface Less {
  readonly wish: HeldWish
  readonly officers: readonly Desk[]
  /** Who takes the whole back. */
  readonly desk: Desk
  readonly beside: (tx: Transaction, act: ActId) => Promise<readonly Change[] | Refusal>
}

/**
 * A correction that gives nothing to anybody that he was not given: it waits for no second officer. Its file is opened again when it is
 * recorded, so that of many such corrections one is in memory at a time.
 */
export async function lessened(house: House, reader: Reader, less: Less): Promise<Ready | Refusal> {
  const by = { ...speaker(house, reader), officers: less.officers }
  const prepared = await prepare(house, { reader, account: reader.account.name, by }, less.wish)
  if (isRefusal(prepared)) return prepared
  const { correction, row } = prepared
  const takesBack = correction && { ...correction, by: { ...correction.by, officers: [less.desk] } }
  const corrected = { ...prepared, ...(takesBack === undefined ? {} : { correction: takesBack }) }
  const ready = await signed(house, corrected, less.beside)
  if (isRefusal(ready)) return ready
  const { share, recall, ...rest } = ready
  const open = async (): Promise<ReadonlyMap<number, Uint8Array>> => {
    const plaintext = await plaintextOf(house, row)
    house.fresh?.keep(share.act.id, plaintext)
    return new Map([[0, plaintext]])
  }
  const closed = { ...share, attachments: new Map<number, Uint8Array>(), open }
  return { ...rest, composed: recall === undefined ? [closed] : [closed, recall] }
}

async function composeRecall(
  house: House,
  { known, reason, by }: NonNullable<Prepared['correction']>,
  replacement: ActId,
): Promise<Composed | Refusal> {
  const draft = decideRecall(known, { reason, replacement }, by)
  return isRefusal(draft) ? draft : compose(house, draft)
}

/** The upload becomes the share's file: taken once, whoever asks at the same time. */
async function takeUpload(tx: Transaction, { row, found, isOwn }: Prepared): Promise<readonly Change[] | Refusal> {
  if (isOwn) return []
  const held = await tx.lock(uploads, { upload: found.upload })
  if (held === undefined) return refuse('upload-unknown', 'exchange: an upload is shared once')
  return [remove(uploads, { upload: { in: [row.upload, found.upload] } })]
}

/** Of a file that was shared without its refused objects, the whole one is kept by nobody. */
async function forgetOriginal(house: House, { row, found }: Prepared): Promise<void> {
  if (row.blob !== found.blob) await house.blobs.remove(found.blob)
}

/** Holds the share while it is taken back, so that it is taken back once. */
export async function refuseUnlessLive(tx: Transaction, { act, author }: KnownShare): Promise<Refusal | undefined> {
  const held = await tx.lock(items, { act, author })
  if (held?.state === 'live' || held?.state === 'untrusted') return undefined
  return refuse('already-recalled', 'protocol 7: a share is recalled once', { state: held?.state ?? 'recalled' })
}

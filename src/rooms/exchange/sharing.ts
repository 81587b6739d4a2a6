import { toHex } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, type Change } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import { previewRelease, type Preview } from '#charter/preview.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker, type Speaker } from '#charter/record/labelling.ts'
import type { Recording } from '#charter/record/office.ts'
import type { KnownShare } from './decide.ts'
import { prepare } from './preparing.ts'
import { publish, type Shared } from './publishing.ts'
import { drafts, uploads } from './tables.ts'
import type { OwnFile } from './upload.ts'
import type { CorrectWish, HeldWish, ShareWish } from './wish.ts'

/** Shares a file that this account brought; at a level for two officers it waits for the second. */
export function shareFile(house: House, reader: Reader, wish: ShareWish): Promise<Shared | Refusal> {
  return shareOrHold(house, reader, { wish, by: speaker(house, reader) })
}

/** A share that a tool posted: its profile's desk answers for it. */
export interface SharedFor {
  readonly wish: ShareWish
  readonly desk: Desk
  readonly collection: string
  /** What is shared: nothing of it is written before the share is. */
  readonly file: OwnFile
  /** What is written in the same transaction as the act, or the draft that waits. */
  readonly beside: (
    tx: Transaction,
    on: { readonly act?: ActId; readonly draft?: string },
  ) => Promise<readonly Change[] | Refusal>
  readonly write: Recording['write']
}

/** The same for a tool, in the name of a desk. */
export function shareFor(house: House, reader: Reader, under: SharedFor): Promise<Shared | Refusal> {
  return shareOrHold(house, reader, {
    wish: under.wish,
    by: { ...speaker(house, reader), officers: [under.desk] },
    under,
  })
}

/**
 * A new share under the label of the old one and a recall that names it, recorded together or not at all; at a level for two officers
 * both wait for the second.
 */
export async function correctShare(
  house: House,
  reader: Reader,
  known: KnownShare,
  wish: CorrectWish,
): Promise<Shared | Refusal> {
  const by = speaker(house, reader)
  return shareOrHold(house, reader, {
    by,
    wish: {
      ...termsOf(known),
      upload: wish.upload,
      title: wish.title ?? known.title,
      ...(wish.omitRefused === true ? { omitRefused: true } : {}),
      replaces: known.act,
      reason: wish.reason ?? 'correction',
    },
  })
}

/** To whom a share went and under which label, for another one that takes its place. Its review is not part of it. */
export function termsOf({ audience, label }: KnownShare): Omit<HeldWish, 'upload'> {
  const { level, category, handling, purpose, basis, personalData } = label
  return {
    to: [...audience],
    level,
    category,
    handling: [...handling],
    ...(purpose === undefined ? {} : { purpose }),
    ...(basis === undefined ? {} : { basis }),
    ...(personalData === undefined ? {} : { personalData }),
  }
}

interface Sharing {
  readonly wish: HeldWish
  readonly by: Speaker
  readonly under?: SharedFor
}

async function shareOrHold(house: House, reader: Reader, sharing: Sharing): Promise<Shared | Refusal> {
  const { wish, by, under } = sharing
  const file = under === undefined ? {} : { file: under.file }
  const prepared = await prepare(house, { reader, account: reader.account.name, by, ...file }, wish)
  if (isRefusal(prepared)) return prepared
  const { recipients, secondOfficer } = previewOf(house, prepared.draft)
  const refused = recipients.map(({ decision }) => decision).find((decision) => isRefusal(decision))
  if (refused !== undefined) return refused
  if (secondOfficer) return hold(house, reader, sharing)
  if (under === undefined) return publish(house, prepared)
  return publish(house, prepared, { beside: (tx, act) => under.beside(tx, { act }), write: under.write })
}

/** What the gate says of a draft, before anything is signed. */
export function previewOf(house: House, draft: Pick<Draft, 'kind' | 'audience' | 'label' | 'officers'>): Preview {
  const charter = house.charter()
  const releasable = { ...draft, coalition: charter.id, author: house.self }
  return previewRelease(releasable, { charter, at: house.clock.now() })
}

async function hold(house: House, reader: Reader, { wish, by, under }: Sharing): Promise<Shared | Refusal> {
  const draft = `draft-${toHex(house.random.bytes(16))}`
  const { level, category } = wish
  const row = {
    draft,
    account: reader.account.name,
    desk: by.officers[0] ?? (reader.account.desk as Desk),
    at: house.clock.now(),
    level,
    category,
    wish: { ...wish },
    act: null,
    collection: under?.collection ?? null,
  }
  const no = await house.store.transaction(async (tx) => {
    const others = (await under?.beside(tx, { draft })) ?? []
    if (isRefusal(others)) return others
    const brought = under === undefined ? [] : [insert(uploads, under.file.row)]
    await tx.apply([insert(drafts, row), ...brought, ...others])
    return undefined
  })
  return no ?? { kind: 'pending', draft, to: wish.to }
}

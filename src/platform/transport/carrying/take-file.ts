import { Fault } from '#kernel/fault.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { update } from '#platform/db/table.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import { fetchFiles } from '../fetching.ts'
import type { FileDoor } from '../peer-files.ts'
import type { TakingPorts } from '../taking.ts'
import type { CarriedFileMember } from './opened-file.ts'

/** What taking files needs: the door that admits an act whose files are all here. */
export interface FilePorts extends TakingPorts, FileDoor {}

/** A place in a carried file: which sealed file of which act. */
export interface Place {
  readonly act: ActId
  readonly position: number
}

const shape = /^files\/(act--[0-9a-f]{64})\/(0|[1-9]\d?)$/u

export function placeOfName(name: string): Place | undefined {
  const [, text = '', position] = shape.exec(name) ?? []
  const act = parseActId(text)
  return act === undefined ? undefined : { act, position: Number(position) }
}

/**
 * Takes a sealed file for an act of `from` that waits for it; `false` where none does, and the bytes are passed over. It lies beside the
 * place of the fetched one until its digest is known to be right, so that a damaged copy spoils nothing.
 */
export async function takeFile(
  ports: FilePorts,
  from: Party,
  { act, position }: Place,
  member: CarriedFileMember,
): Promise<boolean> {
  const row = await ports.store.find(attachments, { act, position })
  const held = await ports.store.find(acts, { act })
  const isAwaited = held?.standing === 'fetching' && held.author === from && row?.sealed_bytes === member.bytes
  if (!isAwaited || (await ports.blobs.size(row.blob)) === member.bytes) return false
  const beside = `carried-${act.slice('act--'.length)}-${position}`
  await ports.blobs.remove(beside)
  await ports.blobs.write(beside, member.content)
  await inPlace(ports, beside, row.blob)
  await ports.failpoint('import:file')
  const done = update(attachments, { act, position }, { have: member.bytes })
  const [known] = await ports.store.transaction((tx) => tx.apply([done]))
  if (known !== 1) await ports.blobs.remove(row.blob)
  return known === 1
}

/** The line may be fetching the same file: whatever it has of it gives way, and it finds the whole one. */
async function inPlace({ blobs }: FilePorts, beside: string, blob: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    await blobs.remove(blob)
    const isOver = await blobs.rename(beside, blob).then(
      () => true,
      (error: unknown) => {
        if (attempt < 3 && error instanceof Fault && error.code === 'blob-exists') return false
        throw error
      },
    )
    if (isOver) return
  }
}

/** Admits the act if all of its files are here now, as the line would; what it lacks is left to the line or to another file. */
export async function admitIfWhole(ports: FilePorts, act: ActId): Promise<'admitted' | 'refused' | undefined> {
  const row = await ports.store.find(acts, { act })
  if (row?.standing !== 'fetching') return undefined
  const noLine = async () => ({ kind: 'unreachable', why: 'stopped' }) as const
  const fetched = await fetchFiles(ports, noLine, row, ports.wants(row))
  if (fetched?.done === undefined) return undefined
  await ports.admitFiles(fetched)
  return (await ports.store.find(acts, { act }))?.standing === 'admitted' ? 'admitted' : 'refused'
}

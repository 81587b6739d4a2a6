import type { Refusal } from '#kernel/refusal.ts'
import { readBackup, type BackupFacts, type BackupSink } from './read.ts'

const nowhere: BackupSink = {
  rows: () => Promise.resolve(),
  sequence: () => Promise.resolve(),
  async blob(_name, _bytes, content) {
    for await (const _ of content);
  },
}

/** Reads a backup to its end and keeps nothing of it. */
export function verifyBackup(file: AsyncIterable<Uint8Array>, passphrase: Uint8Array): Promise<BackupFacts | Refusal> {
  return readBackup(file, passphrase, nowhere)
}

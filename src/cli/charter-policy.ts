import { z } from 'zod'
import { encodeUtf8, fromBase64Url } from '#kernel/bytes.ts'
import type { Cosigner } from '#protocol/journal/cosignature.ts'
import { noteKey } from '#protocol/journal/note.ts'
import { formatPolicy } from '#protocol/journal/policy.ts'
import { quorumOf } from '#protocol/journal/quorum.ts'
import { ActView } from './answers.ts'
import type { Client } from './client.ts'
import { stop } from './stop.ts'

const Charter = z.looseObject({
  parties: z.array(
    z.looseObject({
      party: z.string(),
      journalOrigin: z.string(),
      keys: z.looseObject({
        journal: z.looseObject({ ed25519: z.string() }),
        witness: z.looseObject({ ed25519: z.string(), 'ml-dsa-44': z.string() }),
      }),
    }),
  ),
})
type Member = z.infer<typeof Charter>['parties'][number]

/** The coalition's rule for the journal of an act's author as a tlog-policy: any k of the others, each with both its keys. */
export async function policyOfCharter(client: Client, act: string): Promise<Uint8Array> {
  const { author } = await client.ask(`/api/v1/acts/${act}`, ActView)
  const { parties } = await client.ask('/api/v1/charter', Charter)
  const own = parties.find(({ party }) => party === author)
  const log = own === undefined ? undefined : keyOf(own.journalOrigin, 1, own.keys.journal.ed25519)
  if (log === undefined) throw stop('answer-unreadable', { node: client.node.origin, path: '/api/v1/charter' })
  const cosigners = parties.filter(({ party }) => party !== author).map(cosignerOf)
  return encodeUtf8(formatPolicy(log, cosigners, quorumOf(cosigners.length).k))
}

function cosignerOf({ party, journalOrigin, keys }: Member): Cosigner {
  const name = `${journalOrigin.split('/')[0] ?? ''}/${party}/witness`
  const both = [keyOf(name, 4, keys.witness.ed25519), keyOf(name, 6, keys.witness['ml-dsa-44'])]
  return { name: party, keys: both.filter((key) => key !== undefined) }
}

function keyOf(name: string, type: 1 | 4 | 6, key: string) {
  const bytes = fromBase64Url(key)
  return bytes === undefined ? undefined : noteKey(name, type, bytes)
}

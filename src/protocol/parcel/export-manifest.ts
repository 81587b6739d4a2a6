import { z } from 'zod'
import type { Instant } from '#kernel/instant.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { pae } from '#protocol/act/pae.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parseSha256Hex } from '#protocol/suite/sha-256.ts'
import { suites } from '#protocol/suite/table.ts'
import { actId, party, readForm } from './fields.ts'
import type { Form } from './fields.ts'

/** The type under which `link` keys sign what a complete export holds. */
export const exportType = 'application/vnd.tamga.export+json'

/**
 * What stands in a complete export of one party, added up when all of it was written and signed as PAE by the party's `link` key. Whoever
 * keeps the file can change nothing in it unnoticed, and leave out nothing.
 */
export interface ExportManifest {
  readonly format: 'tamga-export/1'
  /** ActId of genesis. */
  readonly coalition: ActId
  readonly party: Party
  readonly created: Instant
  /** Members before this one, their bytes, and SHA-256 over `NAME BYTES SHA256` of each, a line each. */
  readonly members: { readonly count: number; readonly bytes: number; readonly sha256: string }
  readonly counts: ExportCounts
  /** Files that their acts name and that are not here: erased before or while the export was written, or still on their way. */
  readonly absent: readonly string[]
}

/** `acts`: those with their content, `untrusted` of them marked. `erased`: those of which only a stub is left. `proofs`: acts proved to stand in their author's journal. */
export interface ExportCounts {
  readonly lane: number
  readonly acts: number
  readonly untrusted: number
  readonly erased: number
  readonly files: number
  readonly proofs: number
  readonly entries: number
  readonly checkpoints: number
  readonly heads: number
  readonly sent: number
  readonly received: number
}

const rule = 'protocol 8: leaving'
const count = z.int().min(0)

const form: Form<ExportManifest> = {
  schema: z.strictObject({
    format: z.literal('tamga-export/1'),
    coalition: actId,
    party,
    created: z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'instant'),
    members: z.strictObject({
      count,
      bytes: count,
      sha256: z.string().refine((text) => parseSha256Hex(text) !== undefined, 'SHA-256'),
    }),
    counts: z.strictObject({
      lane: count,
      acts: count,
      untrusted: count,
      erased: count,
      files: count,
      proofs: count,
      entries: count,
      checkpoints: count,
      heads: count,
      sent: count,
      received: count,
    }),
    absent: z.array(z.string().max(300)),
  }),
  maxBytes: 16 * 1024 * 1024,
  maxDepth: 3,
  code: 'export-malformed',
  rule,
}

export function writeExportManifest(manifest: ExportManifest): Uint8Array {
  return writeStrictJson({ ...manifest })
}

export function readExportManifest(bytes: Uint8Array): ExportManifest | Refusal<Code> {
  const read = readForm(bytes, form)
  return isRefusal(read) ? read : read.value
}

/** Ed25519 over PAE of the manifest's bytes. */
export function signExport(manifest: Uint8Array, keyring: Keyring): Promise<Uint8Array> {
  return keyring.sign('link', pae(exportType, manifest))
}

/** `linkKeys`: raw Ed25519 keys that the party has or had, of which one must have signed. */
export function verifyExport(
  manifest: Uint8Array,
  signature: Uint8Array,
  linkKeys: readonly Uint8Array[],
): Refusal<Code> | undefined {
  const message = pae(exportType, manifest)
  if (linkKeys.some((key) => suites.ed25519.verify(key, message, signature))) return undefined
  return refuse('signature-invalid', rule, { suite: 'ed25519' })
}

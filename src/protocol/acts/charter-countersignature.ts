import { z } from 'zod'
import { fromBase64Url } from '#kernel/bytes.ts'
import { actId } from './field.ts'

/** Greatest signature of a suite there is: ML-DSA-44 has 2420 bytes. */
const maxSignatureBytes = 2420

/** Signatures of one party's `root` over the same bytes, as an envelope carries them: Ed25519 and ML-DSA-44. */
export const RootSignatures = z
  .array(
    z.strictObject({
      keyid: z.string().regex(/^key--[0-9a-f]{64}$/u, 'key id'),
      sig: z.string().refine((text) => (fromBase64Url(text)?.length ?? Infinity) <= maxSignatureBytes, 'base64url'),
    }),
  )
  .min(1)
  .max(2)
export type RootSignatures = z.infer<typeof RootSignatures>

/** Body of `charter.countersignature/1`: the author's `root` signs the proposal's own PAE, the same bytes for everyone. */
export const CharterCountersignature = z.object({ proposal: actId, signatures: RootSignatures })
export type CharterCountersignature = z.infer<typeof CharterCountersignature>

import { decodeUtf8 } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { IntervalLeaf } from './interval.ts'
import { meetsPolicy, type Policy } from './policy.ts'
import { parseTlogProof, verifyProof, type Proven } from './proof.ts'

/**
 * Whether the leaf stands in one of the policy's logs, under a checkpoint that its quorum cosigned. `bytes`: a tlog-proof as it was kept or sent.
 * Nothing else is asked, so that it answers alike on a node and far from every one.
 */
export function verifyByPolicy(bytes: Uint8Array, leaf: IntervalLeaf, policy: Policy): Proven | Refusal<Code> {
  const checkpoint = parseTlogProof(decodeUtf8(bytes) ?? '')?.checkpoint ?? ''
  const results = policy.logs.map(({ key }) => verifyProof(bytes, leaf, { log: key, cosigners: [], threshold: 0 }))
  const proven = results.find((result) => !isRefusal(result))
  if (proven !== undefined && meetsPolicy(checkpoint, policy)) return proven
  if (proven !== undefined) return shortOfQuorum(checkpoint, policy)
  // Of the keys of a log one signed this checkpoint: what is said of the others says nothing of the proof.
  const refused = results.filter((result) => isRefusal(result))
  return refused.find(({ code }) => code !== 'checkpoint-unsigned') ?? refused[0] ?? shortOfQuorum(checkpoint, policy)
}

/** How many of the quorum's members have cosigned, and how many had to. */
function shortOfQuorum(checkpoint: string, policy: Policy): Refusal<Code> {
  const { threshold, members } = policy.groups.get(policy.quorum) ?? { threshold: 1, members: [policy.quorum] }
  const cosigned = members.filter((quorum) => meetsPolicy(checkpoint, { ...policy, quorum })).length
  return refuse('not-witnessed', 'protocol 6', { cosigned, threshold })
}

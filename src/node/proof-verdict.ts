import { encodeUtf8 } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { instantOf } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { parsePolicy } from '#protocol/journal/policy.ts'
import { verifyByPolicy } from '#protocol/journal/policy-proof.ts'
import { openTrusted, parseTlogProof, type Trust } from '#protocol/journal/proof.ts'
import type { House } from '#charter/record/house.ts'
import { journalPeer, policyOf, trustOf } from './journaling.ts'
import type { NodePorts } from './ports.ts'

interface Brought {
  readonly act: ActId
  /** The text of a tlog-proof. */
  readonly proof: string
}

/** A proof that somebody brought, held against the coalition's rule for the journal that its checkpoint names. */
export function proofVerdict(ports: NodePorts, house: House, { act, proof }: Brought) {
  const checkpoint = parseTlogProof(proof)?.checkpoint
  if (checkpoint === undefined) return refusedProof(act, refuse('proof-malformed', 'tlog-proof'))
  const [origin = ''] = checkpoint.split('\n')
  const author = [...house.charter().parties.keys()].find((party) => journalPeer(ports, house, party).origin === origin)
  if (author === undefined) return refusedProof(act, refuse('checkpoint-unsigned', 'tlog-checkpoint', { origin }))
  const policy = parsePolicy(encodeUtf8(policyOf(ports, house, author)))
  if (isRefusal(policy)) throw new Fault('own-policy-malformed', { params: { author } })
  const proven = verifyByPolicy(encodeUtf8(proof), act, policy)
  const trust = trustOf(house, author)
  const asked = { author, origin, needed: trust.threshold, cosigned: [...cosignedBy(checkpoint, trust)] }
  if (isRefusal(proven)) return { ...refusedProof(act, proven), ...asked }
  const { entry, position, head } = proven
  return { ok: true, act, ...asked, entry, position, size: head.size }
}

const refusedProof = (act: ActId, { kind, code, rule, params }: Refusal) => ({
  ok: false,
  act,
  refusal: { kind, code, rule, params: { ...params } },
})

/** Who of the witnesses cosigned a checkpoint, and when by its own clock. */
export function cosignedBy(
  checkpoint: string,
  trust: Trust,
): readonly { readonly party: string; readonly at: string }[] {
  const head = openTrusted(checkpoint, trust)
  if (isRefusal(head)) return []
  return head.cosigned.map(({ name, seconds }) => ({ party: name, at: instantOf(seconds * 1000) }))
}

import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseStrictJson, writeStrictJson } from '#kernel/strict-json.ts'
import { pae } from '#protocol/act/pae.ts'
import { verifyRoots } from '#protocol/act/verify.ts'
import type { Code } from '#protocol/codes.ts'
import { fingerprintWords } from '#protocol/identity/fingerprint.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { PartyKeys } from '#protocol/identity/keys.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { Titles } from './charter-facts.ts'
import { RootSignatures } from './charter-countersignature.ts'
import { nodeUrl } from './charter-genesis.ts'
import { actId, instant, partySlug } from './field.ts'

/** What is signed under this type is a request to join and nothing else. */
export const joinRequestType = 'application/vnd.tamga.join-request+json'

/** What a candidate says and signs with its own `root`: that it has these keys, and wants to join that coalition with them. */
export const JoinRequest = z
  .strictObject({
    coalition: actId,
    party: partySlug,
    name: Titles,
    url: nodeUrl,
    keys: PartyKeys,
    at: instant,
  })
  .refine((request) => request.keys.party === request.party, {
    path: ['keys', 'party'],
    message: 'the candidate’s own',
  })
export type JoinRequest = z.infer<typeof JoinRequest>

/** A request as it travels: base64url of the strict JSON that was signed, and the signatures of its `root`. */
export const SignedRequest = z.strictObject({
  payload: z
    .string()
    .max(40_000)
    .refine((text) => fromBase64Url(text) !== undefined, 'base64url'),
  signatures: RootSignatures,
})
export type SignedRequest = z.infer<typeof SignedRequest>

/** The request as the candidate's own root signs it. */
export async function signRequest(request: JoinRequest, keyring: Keyring): Promise<SignedRequest> {
  const statement = writeStrictJson(request)
  const made = await keyring.signAct('root', pae(joinRequestType, statement))
  return {
    payload: toBase64Url(statement),
    signatures: made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })),
  }
}

/** Eight words of what the candidate signed, its keys included: members compare them with what it says aloud. */
export const requestWords = ({ payload }: SignedRequest): string =>
  fingerprintWords(sha256(fromBase64Url(payload) ?? new Uint8Array(0)))

const rule = 'protocol 8: admission'
const limits = { maxBytes: 30_000, maxDepth: 4 }

/** The request, if it is in due form and signed by the very root that it names. */
export function readRequest({ payload, signatures }: SignedRequest): JoinRequest | Refusal<Code> {
  const statement = fromBase64Url(payload) ?? new Uint8Array(0)
  const json = parseStrictJson(statement, limits)
  const request = json.kind === 'json' ? JoinRequest.safeParse(json.value) : undefined
  if (request?.success !== true) {
    return refuse('request-malformed', rule, { member: request?.error?.issues[0]?.path.map(String).join('.') ?? '' })
  }
  const raw = signatures.map(({ keyid, sig }) => ({ keyid, sig: fromBase64Url(sig) ?? new Uint8Array(0) }))
  const bad = verifyRoots({ payloadType: joinRequestType, statement, signatures: raw }, [request.data.keys])
  return isRefusal(bad) ? bad : request.data
}

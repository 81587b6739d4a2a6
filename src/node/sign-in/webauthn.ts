import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { decodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Passkey } from '#platform/http/passkeys.ts'
import type { RelyingParty } from './relying-party.ts'

const base64Url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/u)
/** A credential's id has 1023 bytes at most (WebAuthn 3 section 4). */
const credentialId = base64Url(1364)

/** `RegistrationResponseJSON`, as `PublicKeyCredential.toJSON()` writes it: what is needed of it. */
export const Registration = z.object({
  id: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64Url(4096),
    attestationObject: base64Url(65_536),
    transports: z.array(z.string().max(32)).max(8).optional(),
  }),
})

/** `AuthenticationResponseJSON`, likewise. */
export const Assertion = z.object({
  id: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64Url(4096),
    authenticatorData: base64Url(4096),
    signature: base64Url(8192),
    userHandle: base64Url(128).nullish(),
  }),
})

/** What the device signed over, and for whom. */
interface Expected {
  readonly rp: RelyingParty
  readonly challenge: Uint8Array<ArrayBuffer>
}

/** Large, and of no use to whoever signs in with a password: it is read when the first passkey is asked for. */
const webauthn = () => import('@simplewebauthn/server')

const timeout = 120_000

export async function creationOptions(
  { rp, challenge }: Expected,
  user: {
    readonly party: string
    readonly account: string
    readonly handle: Uint8Array<ArrayBuffer>
    readonly had: readonly Passkey[]
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { generateRegistrationOptions } = await webauthn()
  const options = await generateRegistrationOptions({
    rpName: `Tamga ${user.party}`,
    rpID: rp.id,
    userName: user.account,
    userDisplayName: `${user.account} · ${user.party}`,
    userID: user.handle,
    challenge,
    timeout,
    attestationType: 'none',
    excludeCredentials: described(user.had),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  })
  return { ...options }
}

export async function requestOptions(
  { rp, challenge }: Expected,
  allowed: readonly Passkey[],
): Promise<Readonly<Record<string, unknown>>> {
  const { generateAuthenticationOptions } = await webauthn()
  const options = await generateAuthenticationOptions({
    rpID: rp.id,
    challenge,
    timeout,
    userVerification: 'required',
    allowCredentials: described(allowed),
  })
  return { ...options }
}

const described = (list: readonly Passkey[]): { id: string; transports: string[] }[] =>
  list.map(({ credential, transports }) => ({ id: credential, transports: [...transports] }))

/** A new key, as far as it is the device's to say. */
export type Registered = Pick<Passkey, 'credential' | 'public_key' | 'counter' | 'transports'>

export async function readRegistration(
  given: z.infer<typeof Registration>,
  { rp, challenge }: Expected,
): Promise<Registered | PasskeyRefusal> {
  const elsewhere = refuseElsewhere(given.response.clientDataJSON, rp)
  if (elsewhere !== undefined) return elsewhere
  const { verifyRegistrationResponse } = await webauthn()
  const response: RegistrationResponseJSON = {
    id: given.id,
    rawId: given.id,
    type: given.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: given.response.clientDataJSON,
      attestationObject: given.response.attestationObject,
    },
  }
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: toBase64Url(challenge),
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
  }).catch(() => ({ registrationInfo: undefined }))
  if (registrationInfo === undefined) return refused()
  const { id, publicKey, counter } = registrationInfo.credential
  const transports = given.response.transports ?? []
  return { credential: id, public_key: toBase64Url(publicKey), counter, transports }
}

/** The device's counter, if it signed; whether it has moved on is the caller's to ask of the books. */
export async function readAssertion(
  given: z.infer<typeof Assertion>,
  { rp, challenge, passkey }: Expected & { readonly passkey: Passkey },
): Promise<number | PasskeyRefusal> {
  const elsewhere = refuseElsewhere(given.response.clientDataJSON, rp)
  if (elsewhere !== undefined) return elsewhere
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response
  if ((userHandle ?? passkey.handle) !== passkey.handle) return refused()
  const { verifyAuthenticationResponse } = await webauthn()
  const response: AuthenticationResponseJSON = {
    id: given.id,
    rawId: given.id,
    type: given.type,
    clientExtensionResults: {},
    response: { clientDataJSON, authenticatorData, signature },
  }
  const publicKey = Uint8Array.from(fromBase64Url(passkey.public_key) ?? [])
  const verdict = await verifyAuthenticationResponse({
    response,
    expectedChallenge: toBase64Url(challenge),
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    credential: { id: passkey.credential, publicKey, counter: 0 },
  }).catch(() => undefined)
  return verdict?.verified === true ? verdict.authenticationInfo.newCounter : refused()
}

export type PasskeyRefusal = Refusal<'passkey-refused' | 'passkey-origin'>
export const refused = (): Refusal<'passkey-refused'> => refuse('passkey-refused', 'console: passkeys')

/** Whoever opened the node at another address is told at which one. A page inside another page is no page of ours. */
function refuseElsewhere(clientDataJSON: string, { origin }: RelyingParty): PasskeyRefusal | undefined {
  const said = ClientData.safeParse(parsed(clientDataJSON))
  if (!said.success || said.data.crossOrigin === true) return refused()
  return said.data.origin === origin ? undefined : refuse('passkey-origin', 'configuration: publicUrl', { origin })
}

const ClientData = z.object({ origin: z.string(), crossOrigin: z.boolean().optional() })

function parsed(clientDataJSON: string): unknown {
  try {
    return JSON.parse(decodeUtf8(fromBase64Url(clientDataJSON) ?? new Uint8Array()) ?? '')
  } catch {
    return undefined
  }
}

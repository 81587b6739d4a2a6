/** Why a device made or gave no passkey: the browser does not tell apart whoever gave up, was too slow or was not verified. */
export class NoPasskey extends Error {
  /** The device has one for this account already. */
  readonly isThere: boolean

  constructor(cause: unknown) {
    super('no passkey', { cause })
    this.isThere = cause instanceof DOMException && cause.name === 'InvalidStateError'
  }
}

/** Whether this browser reads the node's options by itself (WebAuthn 3 section 5.1.8). */
export const knowsPasskeys = (): boolean =>
  'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** Has a device make a passkey; `options` as the node wrote them. */
export async function makePasskey(options: object): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON)
  return spoken(() => navigator.credentials.create({ publicKey }))
}

/** Has a device answer a challenge. */
export async function answerByPasskey(options: object): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
  return spoken(() => navigator.credentials.get({ publicKey }))
}

async function spoken(ask: () => Promise<Credential | null>): Promise<unknown> {
  const given = await ask().catch((error: unknown) => {
    throw new NoPasskey(error)
  })
  if (given instanceof PublicKeyCredential) return given.toJSON()
  throw new NoPasskey(undefined)
}

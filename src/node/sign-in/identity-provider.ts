import type { Configuration, ServerMetadata } from 'openid-client'
import { toBase64Url } from '#kernel/bytes.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Fetch } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Ceremony } from '#platform/http/ceremonies.ts'
import type { StaffRole } from '#platform/http/roles.ts'

/** An identity provider as the operator named it (OpenID Connect Core 1.0; its addresses by Discovery 1.0). */
export interface IdentityProviderOptions {
  readonly issuer: string
  readonly clientId: string
  /** Without one the node is a public client, which PKCE alone protects. */
  readonly clientSecret?: string
  /** Member of the ID token that administrators know people by. */
  readonly accountClaim: string
  readonly scope: string
  /** Where the provider gives roles: member of the ID token, and the role for each value; the first that he has counts, and none is no. */
  readonly roles?:
    | { readonly claim: string; readonly rules: readonly { readonly value: string; readonly role: StaffRole }[] }
    | undefined
  /** What people call it. */
  readonly title: string
  readonly fetch: Fetch
}

/** Whom the provider has vouched for: what it calls him for ever, and what administrators know him by. */
export interface Vouched {
  readonly subject: string
  readonly knownAs: string
  /** Empty: what his account says, since the provider is not asked; `undefined`: none, by what it says. */
  readonly role: StaffRole | '' | undefined
}

export type IdentityRefusal = Refusal<'identity-declined' | 'identity-refused' | 'identity-unreachable'>

interface Asking {
  readonly ceremony: Pick<Ceremony, 'word'>
  readonly redirectUri: string
  /** Whoever is there signs in anew, however lately he did. */
  readonly isFresh: boolean
}

/** It is read from the disk when the first way leads there. */
const openId = () => import('openid-client')

const knownForMs = 3_600_000
/** With `max_age`: how long ago the provider may have seen him, his way back included. */
const freshSeconds = 300

/** The code flow with PKCE (RFC 7636), state and nonce, all bound to the browser that began. Tokens are read and dropped. */
export class IdentityProvider {
  readonly #options: IdentityProviderOptions
  readonly #clock: Clock
  readonly #log: Log
  #known: { readonly until: Instant; readonly configuration: Configuration } | undefined

  constructor(options: IdentityProviderOptions, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#options = options
    this.#clock = clock
    this.#log = log
  }

  get issuer(): string {
    return this.#options.issuer
  }

  get title(): string {
    return this.#options.title
  }

  /** Where the browser goes. */
  async begin({ ceremony, redirectUri, isFresh }: Asking): Promise<string | IdentityRefusal> {
    const configuration = await this.#configuration()
    if (isRefusal(configuration)) return configuration
    const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await openId()
    const { state, nonce, verifier } = wordsOf(ceremony)
    const asked = {
      redirect_uri: redirectUri,
      scope: this.#options.scope,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(isFresh ? { prompt: 'login', max_age: '0' } : {}),
    }
    return buildAuthorizationUrl(configuration, asked).href
  }

  /** Whom the browser brings back; `query` as it stands in the address it was sent to. */
  async finish({ ceremony, redirectUri, isFresh }: Asking, query: string): Promise<Vouched | IdentityRefusal> {
    const configuration = await this.#configuration()
    if (isRefusal(configuration)) return configuration
    const { authorizationCodeGrant } = await openId()
    const { state, nonce, verifier } = wordsOf(ceremony)
    const back = new URL(redirectUri)
    back.search = query
    try {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
      const fresh = isFresh ? { maxAge: freshSeconds } : {}
      const tokens = await authorizationCodeGrant(configuration, back, { ...checks, ...fresh })
      return this.#read(tokens.claims() ?? {})
    } catch (error) {
      return this.#refusalOf(error)
    }
  }

  /** Where one signs out there too, if it has such a place (RP-Initiated Logout 1.0). */
  async leaving(back: string): Promise<string | undefined> {
    const configuration = await this.#configuration()
    if (isRefusal(configuration)) return undefined
    const known: ServerMetadata = configuration.serverMetadata()
    if (known.end_session_endpoint === undefined) return undefined
    const { buildEndSessionUrl } = await openId()
    return buildEndSessionUrl(configuration, { post_logout_redirect_uri: back }).href
  }

  #read(claims: Readonly<Record<string, unknown>>): Vouched | IdentityRefusal {
    const { accountClaim } = this.#options
    const { sub, [accountClaim]: known } = claims
    const isUnverified = accountClaim === 'email' && claims['email_verified'] !== true
    const knownAs = typeof known === 'number' ? String(known) : known
    if (typeof sub !== 'string' || sub === '' || isUnverified || !isName(knownAs)) return identityRefused('claim')
    return { subject: sub, knownAs, role: this.#roleIn(claims) }
  }

  #roleIn(claims: Readonly<Record<string, unknown>>): Vouched['role'] {
    const { roles } = this.#options
    if (roles === undefined) return ''
    const said: unknown = claims[roles.claim]
    const values: readonly unknown[] = Array.isArray(said) ? said : [said]
    return roles.rules.find(({ value }) => values.includes(value))?.role
  }

  async #configuration(): Promise<Configuration | IdentityRefusal> {
    const at = this.#clock.now()
    if (this.#known !== undefined && at < this.#known.until) return this.#known.configuration
    try {
      const configuration = await this.#discovered()
      this.#known = { until: addMs(at, knownForMs), configuration }
      return configuration
    } catch (error) {
      return this.#refusalOf(error)
    }
  }

  async #discovered(): Promise<Configuration> {
    const openid = await openId()
    const { issuer, clientId, clientSecret, fetch } = this.#options
    const authentication = clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret)
    // The signature of an ID token is verified although it came over TLS.
    const always = [openid.enableNonRepudiationChecks]
    // oxlint-disable-next-line typescript/no-deprecated -- deprecated as a warning; the configuration lets http through to loopback alone
    const execute = issuer.startsWith('http:') ? [...always, openid.allowInsecureRequests] : always
    return openid.discovery(new URL(issuer), clientId, undefined, authentication, {
      execute,
      timeout: 10,
      [openid.customFetch]: (url, { body, signal, ...init }) => {
        const bytes = body instanceof Uint8Array ? Uint8Array.from(body) : body
        return fetch(new Request(url, { ...init, ...(signal && { signal }), ...(bytes && { body: bytes }) }))
      },
    })
  }

  /** What a reader is told; the log gets the same word and no message, which might quote what was sent. */
  async #refusalOf(error: unknown): Promise<IdentityRefusal> {
    const openid = await openId()
    const told = (refusal: IdentityRefusal): IdentityRefusal => {
      this.#log({ level: 'warn', event: refusal.code, why: String(refusal.params['why'] ?? '') })
      return refusal
    }
    if (error instanceof openid.AuthorizationResponseError)
      return told(refuse('identity-declined', 'OpenID Connect Core 3.1.2.6', { why: wordIn(error.error) }))
    if (error instanceof openid.ResponseBodyError) return told(identityRefused(wordIn(error.error)))
    // The provider does not know this node by its secret.
    if (error instanceof openid.WWWAuthenticateChallengeError) return told(identityRefused('invalid_client'))
    if (error instanceof openid.ClientError && !unreached.has(error.code ?? ''))
      return told(identityRefused(wordIn((error.code ?? '').toLowerCase())))
    return told(refuse('identity-unreachable', 'configuration: oidc', { issuer: this.#options.issuer }))
  }
}

/** Codes of openid-client for answers that are none: too late, of another status, of another kind. */
const unreached: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
])

const identityRefused = (why: string): Refusal<'identity-refused'> =>
  refuse('identity-refused', 'OpenID Connect Core 3.1.3', { why })

/** A code of a standard, or nothing: what others send is not passed on. */
const wordIn = (code: string): string => (/^[a-z_]{1,60}$/u.test(code) ? code : 'other')

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 255 && !/\p{Cc}/u.test(value)

function wordsOf({ word }: Pick<Ceremony, 'word'>): Readonly<Record<'state' | 'nonce' | 'verifier', string>> {
  const text = (purpose: string): string => toBase64Url(word(purpose))
  return { state: text('state'), nonce: text('nonce'), verifier: text('verifier') }
}

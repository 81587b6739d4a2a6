import { generateKeyPairSync } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** An identity provider on this machine, and a browser's way through its pages. */
export interface IdentityHouse extends AsyncDisposable {
  readonly issuer: string
  /** Goes where the node sent it, signs in as `login`, and answers where it was sent back to. */
  visit(url: string, login: string): Promise<URL>
  /** Serves nodes at these addresses, from now on. */
  serve(nodes: readonly string[]): void
  /** Members of the ID token by login, beside the subject, which is the login. */
  readonly claims: Map<string, Readonly<Record<string, unknown>>>
}

export const client = { id: 'tamga', secret: 'a secret of a client for tests' }

export async function openIdentityHouse(): Promise<IdentityHouse> {
  let answer: RequestListener = () => undefined
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const claims: IdentityHouse['claims'] = new Map()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const configured = (nodes: readonly string[]): object => ({
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: nodes.map((node) => `${node}/door/return`),
        post_logout_redirect_uris: nodes.map((node) => `${node}/`),
        id_token_signed_response_alg: 'ES256',
      },
    ],
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] },
    cookies: { keys: ['a key for the cookies of tests'] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'employee', 'email', 'email_verified', 'roles'] },
    findAccount: (_: unknown, login: string) => ({
      accountId: login,
      claims: () => ({ sub: login, ...claims.get(login) }),
    }),
  })
  return {
    issuer,
    claims,
    serve: (nodes) => (answer = new Provider(issuer, configured(nodes)).callback()),
    visit: (url, login) => visit(url, login, issuer),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Follows redirects and fills in the development pages until it is sent elsewhere. */
async function visit(url: string, login: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let place = new URL(url)
  let form: URLSearchParams | undefined
  for (let steps = 0; steps < 20; steps += 1) {
    const headers = { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }
    const init = form === undefined ? { headers } : { headers, method: 'POST', body: form }
    const response = await fetch(place, { ...init, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    const next = response.headers.get('location')
    form = undefined
    if (next !== null) {
      place = new URL(next, place)
      if (place.origin !== issuer) return place
      continue
    }
    const page = await response.text()
    const prompt = /name="prompt" value="(\w+)"/u.exec(page)?.[1]
    if (prompt === undefined) throw new TypeError(`the provider says ${response.status}`)
    const action = /action="([^"]+)"/u.exec(page)?.[1] ?? ''
    place = new URL(action, place)
    form = new URLSearchParams({ prompt, login, password: 'any' })
  }
  throw new TypeError('the provider sends round and round')
}

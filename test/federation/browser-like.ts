import type { House } from './federation.ts'

export interface Heard {
  readonly status: number
  readonly code: string
  readonly json: Readonly<Record<string, unknown>>
}

/** What a browser does with cookies and says of itself, before one node. */
export class BrowserLike {
  readonly #house: House
  readonly #cookies = new Map<string, string>()
  origin: string

  constructor(house: House) {
    this.#house = house
    this.origin = `http://${house.party}`
  }

  async send(method: string, path: string, body?: unknown): Promise<Heard> {
    const headers = new Headers({ origin: this.origin, host: this.#house.party })
    if (this.#cookies.size > 0) headers.set('cookie', [...this.#cookies].map((pair) => pair.join('=')).join('; '))
    if (body !== undefined) headers.set('content-type', 'application/json')
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const response = await this.#house.node?.fetch(new Request(`http://${this.#house.party}${path}`, init))
    for (const cookie of response?.headers.getSetCookie() ?? []) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      this.#cookies.set(name, value)
    }
    const text = (await response?.text()) ?? ''
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Heard['json']
    return { status: response?.status ?? 0, code: typeof json['code'] === 'string' ? json['code'] : '', json }
  }

  /** As another browser that somebody has copied the cookies to. */
  copy(): BrowserLike {
    const other = new BrowserLike(this.#house)
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value)
    return other
  }

  signIn(name: string): Promise<Heard> {
    return this.send('POST', '/api/v1/session', { name, secret: this.#house.tokens.get(name) })
  }

  /** Who is signed in here, as the door says. */
  async name(): Promise<string | undefined> {
    const { json } = await this.send('GET', '/api/v1/door')
    return (json['session'] as { readonly name: string } | undefined)?.name
  }
}

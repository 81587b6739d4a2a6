import { systemTimers } from '#platform/clock/system-time.ts'

/** Members of answers that these tests read. */
export interface Said {
  readonly act: string
  readonly kind: string
  readonly author: string
  readonly title: string
  readonly state: string
  readonly about?: string
  readonly code: string
  readonly detail: string
  readonly wayOut: string
  readonly upload: string
  readonly ok: boolean
  readonly firstBad?: unknown
  readonly next?: string
  readonly items: readonly Said[]
  readonly parties: Readonly<Record<string, { readonly state: string }>>
  readonly problem?: { readonly code: string }
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly json: Said
}

interface Sending {
  readonly body?: BodyInit
  readonly type?: string
  readonly signal?: AbortSignal
}

/** What one account of a house does, over its public interface. */
export class Desk {
  readonly #url: string
  readonly #token: string

  constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    if (body === undefined) return this.send(method, path)
    if (typeof body === 'string') return this.send(method, path, { body })
    return this.send(method, path, { body: JSON.stringify(body), type: 'application/json' })
  }

  /** A request whose body goes out as it is. */
  async send(method: string, path: string, { body, type, signal }: Sending = {}): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(type === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body, duplex: 'half' as const }),
      ...(signal === undefined ? {} : { signal }),
    })
    const text = await response.text()
    const isJson = /json/u.test(response.headers.get('content-type') ?? '')
    return { status: response.status, text, json: (isJson ? JSON.parse(text) : {}) as Said }
  }

  /** Every act of a list, page by page. */
  list(query: string): Promise<readonly Said[]> {
    return this.#pages(`/api/v1/acts?limit=200&${query}`)
  }

  /** Everything that is found, page by page. */
  found(query: string): Promise<readonly Said[]> {
    return this.#pages(`/api/v1/search?limit=200&${query}`)
  }

  async #pages(path: string): Promise<readonly Said[]> {
    const items: Said[] = []
    for (let after = ''; ;) {
      const { json } = await this.ask('GET', `${path}${after}`)
      items.push(...json.items)
      if (json.next === undefined) return items
      after = `&after=${encodeURIComponent(json.next)}`
    }
  }

  /** Brings a small bundle and shares it with bor. Answers the share's answer, or the upload's if that was refused. */
  async share(title: string): Promise<Answer> {
    const brought = await this.ask('POST', '/api/v1/uploads?name=bundle.json', bundleOf(title))
    if (brought.status !== 201) return brought
    const { upload } = brought.json
    const label = { level: 'restricted', category: 'network-security' }
    return this.ask('POST', '/api/v1/shares', { upload, title, to: ['bor'], ...label })
  }
}

/** A STIX bundle of one object that carries the title. */
export function bundleOf(title: string): string {
  const at = '2026-01-01T00:00:00.000Z'
  const object = {
    type: 'malware',
    spec_version: '2.1',
    id: 'malware--6d1f2c52-6f0d-4c1c-9e6f-000000000001',
    created: at,
    modified: at,
    name: title,
    is_family: true,
  }
  return JSON.stringify({ type: 'bundle', id: 'bundle--6d1f2c52-6f0d-4c1c-9e6f-000000000002', objects: [object] })
}

/** Resolves once nothing is missing. What it throws meanwhile, a node that does not answer yet, is missing too. */
export async function eventually(missing: () => Promise<unknown>, patienceMs = 60_000): Promise<void> {
  const began = performance.now()
  let last: unknown
  do {
    last = await missing().catch((error: unknown) => error)
    if (last === undefined) return
    await systemTimers.sleep(25)
  } while (performance.now() - began < patienceMs)
  throw new Error(`not within ${patienceMs} ms: ${JSON.stringify(last)}`, { cause: last })
}

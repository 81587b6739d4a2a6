import { Agent, request, type IncomingMessage } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A desk of one party, as its tools see the node: the public interface over loopback HTTP. */
export interface Desk {
  readonly party: string
  /** The answer's JSON, or `undefined` where there is nothing (404). Throws at any other status than a success. */
  get<Answer>(path: string): Promise<Answer | undefined>
  post<Answer>(path: string, body: Uint8Array | object): Promise<Answer>
  /** A request that asks nothing of the node. */
  ping(): Promise<void>
  /** Calls back for every server-sent event that names an act, until closed. `as`: the token of another account. */
  listen(onAct: (act: string) => void, as?: string): Promise<() => void>
  close(): void
}

export async function openDesk(
  { party, url, tokens }: { readonly party: string; readonly url: string; readonly tokens: string },
  user: string,
): Promise<Desk> {
  const token = await readFile(join(tokens, user), 'utf8')
  const agent = new Agent({ keepAlive: true })
  const authorization = `Bearer ${token.trim()}`
  const send = (method: string, path: string, body?: Uint8Array, type?: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization,
        ...(type === undefined ? {} : { 'content-type': type, 'content-length': body?.length ?? 0 }),
      }
      const sent = request(new URL(path, url), { method, headers, agent }, resolve)
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    party,
    async get(path) {
      const response = await send('GET', path)
      return response.statusCode === 404 ? void (await textOf(response)) : jsonOf(path, response)
    },
    async post(path, body) {
      const isFile = body instanceof Uint8Array
      const bytes = isFile ? body : Buffer.from(JSON.stringify(body))
      return jsonOf(path, await send('POST', path, bytes, isFile ? 'application/octet-stream' : 'application/json'))
    },
    ping: async () => void (await textOf(await send('GET', '/livez'))),
    async listen(onAct, as = token.trim()) {
      const headers = { authorization: `Bearer ${as}` }
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request(new URL('/api/v1/events', url), { headers, agent }, resolve).on('error', reject).end()
      })
      if (response.statusCode !== 200) throw new Error(`the event stream answered ${response.statusCode}`)
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        for (const [act] of text.matchAll(/act--[0-9a-f]{64}/gu)) onAct(act)
      })
      response.on('error', () => undefined)
      return () => response.destroy()
    },
    close: () => agent.destroy(),
  }
}

async function jsonOf<Answer>(path: string, response: IncomingMessage): Promise<Answer> {
  const text = await textOf(response)
  const status = response.statusCode ?? 0
  if (status < 200 || status > 299) throw new Error(`${path} answered ${status}: ${text.slice(0, 300)}`)
  return JSON.parse(text) as Answer
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

import { Agent, request } from 'node:http'

/** A tool that pulls, on connections of its own. */
export interface Tool {
  get(path: string): Promise<Answered>
  close(): void
}

export interface Answered {
  readonly ms: number
  readonly body: Buffer
  readonly lastAdded: string
}

export function openTool(url: string, authorization: string, connections: number): Tool {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { authorization, accept: 'application/taxii+json;version=2.1' }
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const began = performance.now()
        const sent = request(new URL(path, url), { headers, agent }, (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('error', reject)
          answer.on('end', () => {
            const body = Buffer.concat(parts)
            if (answer.statusCode !== 200)
              return reject(new Error(`${path}: ${answer.statusCode} ${body.toString('utf8').slice(0, 300)}`))
            resolve({
              ms: performance.now() - began,
              body,
              lastAdded: String(answer.headers['x-taxii-date-added-last'] ?? ''),
            })
          })
        })
        sent.on('error', reject)
        sent.end()
      }),
    close: () => agent.destroy(),
  }
}

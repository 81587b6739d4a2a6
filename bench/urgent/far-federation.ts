// A federation whose houses reach one another through proxies that delay: node bench/urgent/far-federation.ts DIR DELAY-MS PORT
import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import process from 'node:process'
import { DemoFederation } from '#node/demo/federation.ts'

const [dir = '', delay = '0', port = '0'] = process.argv.slice(2)
const delayMs = Number(delay)
let nextPort = Number(port)
/** By the house's own address, that of the proxy before it. */
const before = new Map<string, string>()

await using federation = await DemoFederation.start({ dir, profile: 'bench', port: 0, reach: (url) => before.get(url) })
for (const { url } of federation.houses.values()) before.set(url, await proxyTo(url))
const parties = [...federation.houses.values()].map(({ party, url, tokens }) => ({ party, url, tokens }))
process.stdout.write(`${JSON.stringify({ ready: true, parties })}\n`)
await once(process, 'SIGTERM')

/** Whatever comes over a connection goes on after so many milliseconds, either way. */
async function proxyTo(url: string): Promise<string> {
  const { hostname, port: to } = new URL(url)
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(to), noDelay: true })
    near.setNoDelay(true)
    later(near, far)
    later(far, near)
  })
  server.listen(nextPort === 0 ? 0 : nextPort++, '127.0.0.1').unref()
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : url
}

function later(from: Socket, to: Socket): void {
  from.on('data', (bytes) => void setTimeout(() => to.write(bytes), delayMs))
  from.on('end', () => void setTimeout(() => to.end(), delayMs))
  from.on('error', () => to.destroy())
}

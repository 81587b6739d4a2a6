import { once } from 'node:events'
import { createServer } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { DemoFederation } from '../../src/node/demo/federation.ts'

/**
 * The demo federation in a process that watches its own event loop: whoever asks at `watch` is told for how many milliseconds at most nothing else had
 * a turn since it was asked before.
 */
const { values } = parseArgs({ options: { dir: { type: 'string', default: '' } } })
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
process.on('SIGTERM', () => stop())
await using federation = await DemoFederation.start({ dir: values.dir, profile: 'demo', port: 0 })
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const server = createServer((_, answer) => {
  answer.end(JSON.stringify({ stalledMs: delay.max / 1e6 }))
  delay.reset()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const port = typeof address === 'object' && address !== null ? address.port : 0
const parties = [...federation.houses.values()].map(({ party, url, tokens }) => ({ party, url, tokens }))
process.stdout.write(`${JSON.stringify({ ready: true, parties, watch: `http://127.0.0.1:${port}/` })}\n`)
// Whoever started this process has let go of it, or is gone.
createInterface({ input: process.stdin }).on('close', stop)
await stopped
server.closeAllConnections()
server.close()
process.stdin.destroy()

import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Failpoint } from '#kernel/ports.ts'
import { DemoFederation } from '../../src/node/demo/federation.ts'

/**
 * The test build: the demo federation whose process ends itself, as by SIGKILL from outside, when one party's house comes to a
 * failpoint for the n-th time. `CRASH_AT=record:written:2 CRASH_PARTY=alt`, from the environment or as a line on standard
 * input, from which moment hits count. Nothing else reads these names.
 */
interface Aim {
  readonly party: string
  readonly point: string
  left: number
}

let aim = aimAt(process.env)

function aimAt({ CRASH_AT = '', CRASH_PARTY = '' }: Readonly<Record<string, string | undefined>>): Aim | undefined {
  const [, point, hit] = /^(.+):(\d+)$/u.exec(CRASH_AT) ?? []
  return point === undefined ? undefined : { party: CRASH_PARTY, point, left: Number(hit) }
}

const failpointOf =
  (party: string): Failpoint =>
  (name) => {
    if (aim?.party !== party || aim.point !== name) return undefined
    aim.left -= 1
    if (aim.left > 0) return undefined
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => undefined)
  }

const { values } = parseArgs({ options: { dir: { type: 'string', default: '' } } })
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
process.on('SIGTERM', () => stop())
await using federation = await DemoFederation.start({ dir: values.dir, profile: 'demo', port: 0, failpointOf })
const parties = [...federation.houses.values()].map(({ party, url, tokens }) => ({ party, url, tokens }))
process.stdout.write(`${JSON.stringify({ ready: true, parties })}\n`)
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => (aim = aimAt(Object.fromEntries(line.split(' ').map((word) => word.split('='))))))
// Whoever started this process has let go of it, or is gone.
lines.on('close', stop)
await stopped
process.stdin.destroy()

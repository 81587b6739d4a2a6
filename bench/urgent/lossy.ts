import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A network of its own, whose loopback loses so many of a hundred segments to and from a range of ports. */
export interface Lossy extends AsyncDisposable {
  /** What a command has to begin with to run there. */
  readonly command: readonly string[]
}

/** Or why there is none on this machine. */
export async function lossyNetwork(percent: number, ports: string): Promise<Lossy | string> {
  if (process.getuid?.() !== 0) return 'a network namespace takes root'
  const name = `tamga-bench-${process.pid}`
  const command = ['ip', 'netns', 'exec', name] as const
  const end = () => run('ip', ['netns', 'del', name]).catch(() => undefined)
  const lost = ['sport', 'dport'].map((side) => `tcp ${side} ${ports} numgen random mod 100 < ${percent} drop`)
  const rules = [
    'add table ip loss',
    'add chain ip loss input { type filter hook input priority 0; }',
    ...lost.map((rule) => `add rule ip loss input ${rule}`),
  ]
  try {
    await run('ip', ['netns', 'add', name])
    await run('ip', [...command.slice(1), 'ip', 'link', 'set', 'lo', 'up'])
    await run('ip', [...command.slice(1), 'nft', rules.join('; ')])
  } catch (error) {
    await end()
    return whyNot(error)
  }
  return { command, [Symbol.asyncDispose]: async () => void (await end()) }
}

/** The last line of what the program said is what it is about. */
function whyNot(error: unknown): string {
  const [said = ''] = (error instanceof Error ? error.message : '').trim().split('\n').toReversed()
  return said === '' ? 'a network namespace is not to be had' : said
}

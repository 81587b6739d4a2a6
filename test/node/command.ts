import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { top } from '../house/tree.ts'
import { systemTimers } from '#platform/clock/system-time.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** How the program is started: plain Node on the source, or an installed archive. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly uid?: number
  readonly gid?: number
}

/** The source as written, with nothing of this machine's environment in sight. Started again, it need not be compiled again. */
export const fromSource = (home: string): Program => ({
  file: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', `${top}src/main/tamga.ts`],
  env: {
    PATH: '/usr/bin:/bin',
    XDG_CONFIG_HOME: `${home}/config`,
    LANG: 'C.UTF-8',
    NODE_COMPILE_CACHE: `${home}/compiled`,
  },
  cwd: home,
})

function start(program: Program, words: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const { file, args, cwd, uid, gid } = program
  return spawn(file, [...args, ...words], {
    cwd,
    env: { ...program.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  })
}

/** Runs one command line to its end. */
export async function tamga(
  program: Program,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = start(program, words, env)
  const [out, err, [code]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')])
  return { out, err, code: code as number | null }
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = ''
  stream?.setEncoding('utf8')
  for await (const chunk of stream ?? []) text += String(chunk)
  return text
}

/** Asks again until the answer is as wanted; past the limit the last answer is returned, for the test to show. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  is: (answer: Answer) => boolean,
  limitMs = 30_000,
  pauseMs = 10,
): Promise<Answer> {
  const end = Date.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (is(answer) || Date.now() > end) return answer
    // Without it what the other process says is never read where nothing else is waited for.
    await systemTimers.sleep(pauseMs)
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  await using server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

type LogLine = Readonly<Record<string, unknown>>

/** A node that serves in a process of its own. */
export interface ServingProcess {
  readonly url: string
  readonly metrics: string
  /** What it has said so far, one object a line. */
  readonly log: readonly LogLine[]
  readonly signal: (name: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => void
  readonly ended: Promise<number | null>
}

/** Resolves when the node says that it is ready; rejects with what it said instead. */
export async function serve(
  program: Program,
  config: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServingProcess> {
  const child = start(program, ['serve', '--config', config], env)
  const log: LogLine[] = []
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const said = textOf(child.stderr)
  const ready = Promise.withResolvers<LogLine>()
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    const said = JSON.parse(line) as LogLine
    log.push(said)
    if (said['event'] === 'ready') ready.resolve(said)
  })
  void ended.then(async (code) => ready.reject(new Error(`ended with ${code}: ${await said}`)))
  const { url, metrics } = await ready.promise
  return { url: String(url), metrics: String(metrics), log, signal: (name) => void child.kill(name), ended }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from '#kernel/fault.ts'
import { DemoFederation } from '#node/demo/federation.ts'
import { catalogue } from '#cli/catalogue.ts'
import { languageOf } from '#cli/language.ts'
import type { Io } from '#cli/io.ts'
import type { DemoOptions, Federation, FederationParty } from '#cli/local.ts'

const usualDir = fileURLToPath(new URL('../../.tamga/demo', import.meta.url))
const usualPort = 8440

/** `tamga demo`: serves until Ctrl-C. */
export async function serveDemo(options: DemoOptions, io: Io): Promise<number> {
  const say = catalogue(languageOf([], io.env))
  const dir = options.dir ?? usualDir
  const port = options.port ?? usualPort
  try {
    await using federation = await DemoFederation.start({ dir, profile: options.profile, port })
    const parties = partiesOf(federation)
    if (options.json) io.stdout.write(`${JSON.stringify({ ready: true, parties })}\n`)
    else io.stdout.write(readyText(say, parties, federation.title))
    await aborted(io.signal)
    if (!options.json) io.stderr.write(`${say('cli.demo.stopping')}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'port-busy') throw error
    io.stderr.write(`${say('cli.demo.portBusy', { port: error.params['port'] ?? port })}\n`)
    return 1
  }
}

/** The federation of the tour: a folder of its own and free ports, unless told otherwise; disposed of, nothing stays. */
export async function openFederation(options: DemoOptions): Promise<Federation & AsyncDisposable> {
  const scratch = options.dir === undefined ? await mkdtemp(join(tmpdir(), 'tamga-tour-')) : undefined
  const federation = await DemoFederation.start({
    dir: options.dir ?? scratch ?? usualDir,
    profile: options.profile,
    port: options.port ?? 0,
  })
  return {
    parties: partiesOf(federation),
    async [Symbol.asyncDispose]() {
      await federation[Symbol.asyncDispose]()
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true })
    },
  }
}

function partiesOf({ houses }: DemoFederation): readonly FederationParty[] {
  return [...houses.values()].map(({ party, url, tokens }) => ({ party, url, tokens }))
}

function readyText(
  say: ReturnType<typeof catalogue>,
  parties: readonly FederationParty[],
  title: DemoFederation['title'],
): string {
  const width = Math.max(...parties.map(({ party }) => party.length))
  const lines = parties.map(
    ({ party, url, tokens }) => `  ${party.padEnd(width)}  ${url}/   ${join(tokens, 'liaison')}`,
  )
  const name = title[say.language] ?? Object.values(title)[0] ?? ''
  return `${say('cli.demo.intro', { name, count: parties.length })}\n\n${lines.join('\n')}\n\n${say('cli.demo.next')}\nready\n`
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

import { join } from 'node:path'
import { expect } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import { keyIdOf } from '#protocol/identity/key-id.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { pinnedFetch } from '#platform/transport/link/pinned-fetch.ts'
import type { Io, Sink } from '#cli/io.ts'
import type { Local } from '#cli/local.ts'
import { run } from '#cli/run.ts'
import type { Ended } from './command.ts'

export type Said = Readonly<Record<string, unknown>>

/** What stands in an example for something else: `['NAME', 'bor']`. */
export type Fill = readonly [written: string, meant: string]

export interface DeskOptions {
  /** The folder a person stands in. */
  readonly home: string
  readonly party: string
  /** Every page whose command lines are typed. */
  readonly pages: string
  readonly local?: Local
}

/** A house's desk: the command line in this process, before a real node, with contexts of its own. Command lines are those of the pages. */
export class Desk {
  readonly #options: DeskOptions

  constructor(options: DeskOptions) {
    this.#options = options
  }

  async run(line: string, more: readonly string[] = []): Promise<Ended> {
    const [out, err]: [Uint8Array[], Uint8Array[]] = [[], []]
    const code = await run([...wordsOf(line), ...more, '--lang', 'en'], this.#io(out, err))
    return { code, out: textOf(out), err: textOf(err) }
  }

  /** Types a line as it stands in a page, with what is meant in place of what is written there. */
  async type(line: string, fills: readonly Fill[] = [], more: readonly string[] = []): Promise<Ended> {
    expect(this.#options.pages).toContain(`tamga ${line}`)
    return this.run(
      fills.reduce((text, [written, meant]) => text.replaceAll(written, meant), line),
      more,
    )
  }

  /** The same with `--json`, which must succeed; what it said. */
  async done(line: string, fills: readonly Fill[] = [], more: readonly string[] = []): Promise<Said> {
    const { code, out, err } = await this.type(line, fills, [...more, '--json'])
    expect([line, fills, code, err]).toEqual([line, fills, 0, expect.any(String)])
    return out === '' ? {} : (JSON.parse(out) as Said)
  }

  #io(out: Uint8Array[], err: Uint8Array[]): Io {
    const { home, party, local = {} } = this.#options
    return {
      stdout: sink(out),
      stderr: sink(err),
      stdin: { isTerminal: false, bytes: () => nothing(), line: async () => undefined },
      env: { XDG_CONFIG_HOME: join(home, `contexts-${party}`) },
      cwd: home,
      fetch: (request) => fetch(request),
      pinned: (isTrusted) => (request) =>
        pinnedFetch((key) => isTrusted(keyIdOf('link', 'ed25519', key)), { streams: true }).fetch(request),
      clock: { now: () => instantOf(Date.now()) },
      timers: systemTimers,
      signal: new AbortController().signal,
      local,
    }
  }
}

/** As a shell reads them: apart where blanks are, together in quotation marks. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

const sink = (chunks: Uint8Array[]): Sink => ({
  write: (chunk) => void chunks.push(Buffer.from(chunk)),
  isTerminal: false,
  columns: 200,
})

const textOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('utf8')

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

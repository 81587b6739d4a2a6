import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { targetOf } from '../context.ts'
import type { Federation } from '../local.ts'
import type { Io, Sink } from '../io.ts'
import type { Session } from '../session.ts'
import type { TourFile } from './tour-file.ts'

/** A party and one of its users: whose token is used. */
export type Who = `${string}/${string}`

/** What a command line printed and how it ended. */
export interface Ran {
  readonly exit: number
  readonly bytes: Uint8Array
  /** Standard output as JSON; `undefined` where it is none. */
  readonly json: unknown
  readonly said: string
}

/** Thrown by a step whose fact does not hold: what was found instead. */
export class Broken extends Error {
  constructor(found: string) {
    super(found)
    this.name = 'Broken'
  }
}

/** Where the tour plays: commands typed as a person would, and plain HTTP where bytes are compared. */
export interface Stage {
  readonly file: TourFile
  /** Folder for what the tour writes. */
  readonly folder: string
  /** Command lines of the present step, as a person would type them. */
  readonly typed: string[]
  readonly tamga: (who: Who, words: readonly string[]) => Promise<Ran>
  readonly get: (who: Who, path: string) => Promise<Response>
  readonly eventually: <Found>(look: () => Promise<Found | undefined>) => Promise<Found>
  readonly pause: (ms: number) => Promise<void>
  readonly keep: (name: string, value: string) => void
  readonly kept: (name: string) => string
  readonly parties: readonly string[]
}

const patienceMs = 60_000
const lookEveryMs = 200

interface StageOptions {
  readonly session: Session
  readonly federation: Federation
  readonly file: TourFile
  readonly folder: string
}

export function stage({ session, federation, file, folder }: StageOptions): Stage {
  const { io } = session
  const memory = new Map<string, string>()
  const typed: string[] = []
  const accountOf = (who: Who): { url: string; tokenFile: string } => {
    const [party = '', user = ''] = who.split('/')
    const found = federation.parties.find((one) => one.party === party)
    if (found === undefined) throw new Broken(`no party ${party}`)
    return { url: found.url, tokenFile: join(found.tokens, user) }
  }
  return {
    file,
    folder,
    typed,
    parties: federation.parties.map(({ party }) => party),
    async tamga(who, words) {
      const { url, tokenFile } = accountOf(who)
      typed.push(`${who} $ tamga ${words.map(quoted).join(' ')}`)
      const { out, err, captured } = capture(io)
      const lang = ['--lang', session.say.language]
      const exit = await session.run(
        [...words, '--node', url, '--token-file', tokenFile, '--json', '--yes', ...lang],
        captured,
      )
      io.signal.throwIfAborted()
      const bytes = Buffer.concat(out)
      return { exit, bytes, json: jsonOf(bytes), said: Buffer.concat(err).toString('utf8').trim() }
    },
    async get(who, path) {
      const { url, tokenFile } = accountOf(who)
      const { token } = await targetOf(io, { node: url, tokenFile })
      const headers = { authorization: `Bearer ${token}`, 'accept-language': 'en' }
      return io.fetch(new Request(new URL(path, url), { headers, signal: io.signal }))
    },
    async eventually(look) {
      const untilMs = Date.parse(io.clock.now()) + patienceMs
      for (;;) {
        const found = await look()
        if (found !== undefined) return found
        if (Date.parse(io.clock.now()) > untilMs) throw new Broken(`> ${patienceMs / 1000} s`)
        await io.timers.sleep(lookEveryMs, io.signal)
        io.signal.throwIfAborted()
      }
    },
    pause: (ms) => io.timers.sleep(ms, io.signal),
    keep: (name, value) => void memory.set(name, value),
    kept: (name) => must<string>(memory.get(name), `${name}: –`),
  }
}

/** The value, or the step is broken by what was found instead. */
export function must<Value>(value: Value | undefined | false, found: string): Value {
  if (value === undefined || value === false) throw new Broken(found)
  return value
}

/** An act id that no node has ever seen. */
export function strangeAct(): string {
  return `act--${`${randomUUID()}${randomUUID()}`.replaceAll('-', '')}`
}

function capture(io: Io): { out: Uint8Array[]; err: Uint8Array[]; captured: Io } {
  const out: Uint8Array[] = []
  const err: Uint8Array[] = []
  const into = (chunks: Uint8Array[]): Sink => ({
    write: (chunk) => void chunks.push(Buffer.from(chunk)),
    isTerminal: false,
    columns: 80,
  })
  const stdin = { ...io.stdin, isTerminal: false }
  return { out, err, captured: { ...io, stdout: into(out), stderr: into(err), stdin } }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./\u0080-\uffff-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

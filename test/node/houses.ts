import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { addMs } from '#kernel/instant.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { readConfig, type Config } from '#node/config.ts'
import { serveNode } from '#node/serve.ts'
import { checkWhole, openWhole } from '#main/complete-export.ts'
import { init } from '#main/init.ts'
import { readTree } from '../house/tree.ts'
import { fromSource, serve, until, type Ended } from './command.ts'
import { Desk, type Fill, type Said } from './desk.ts'

export interface Key {
  readonly role: string
  readonly state: string
  readonly ids: readonly string[]
}

/** What others said and did is waited for so long, and asked for so often. */
const patience = [120_000, 250] as const

/** Exit of a line that is wrong and stays so. */
const usage = 2

type Serving = { readonly url: string } & AsyncDisposable

const pages = readTree('docs', /\.md$/u)
  .map(({ text }) => text)
  .join('\n')
const local = { init, checkExport: checkWhole, openExport: openWhole }

/** Houses below one folder, each with a node and with a desk at which the lines of the pages are typed. */
export class Houses implements AsyncDisposable {
  readonly home: string
  readonly nodes = new Map<string, Serving>()
  /** Id of the key that each node shows. */
  readonly shown = new Map<string, string>()
  /** Where the token of a user now lies: `bor/admin`. */
  readonly tokens = new Map<string, string>()
  /** By how much the clock of a house in this process is ahead. */
  readonly #lateMs = new Map<string, number>()
  #shares = 0

  constructor(home: string) {
    this.home = home
  }

  static async open(): Promise<Houses> {
    return new Houses(await mkdtemp(join(tmpdir(), 'tamga-houses-')))
  }

  desk(party: string): Desk {
    return new Desk({ home: this.home, party, pages, local })
  }

  /** Any line, at nobody's desk. */
  run(line: string): Promise<Ended> {
    return this.desk('none').run(line)
  }

  /** What a line made that must succeed. */
  async made(line: string): Promise<Record<string, string>> {
    const { code, out, err } = await this.run(`${line} --json`)
    expect([line, code, err]).toEqual([line, 0, expect.any(String)])
    return JSON.parse(out) as Record<string, string>
  }

  /** Starts what was just made, with an account of the treaty desk; the words that speak to the node as this desk. */
  async up(party: string, made: Readonly<Record<string, string>>): Promise<string> {
    const { url } = await this.start(party)
    this.shown.set(party, made['nodeKey'] ?? '')
    const to = `--node ${url} --node-key ${made['nodeKey']}`
    const admin = `${to} --token-file ${party}/admin.token`
    await this.made(`user token ${admin}`)
    await this.made(`user add treaty --role treaty --clearance open ${admin} --token-out ${party}/treaty.token`)
    return `${to} --token-file ${party}/treaty.token`
  }

  /** The node of a house in a process of its own. */
  async start(party: string): Promise<Serving> {
    const { url, signal, ended } = await serve(fromSource(this.home), this.config(party))
    const stop = async () => {
      signal('SIGTERM')
      expect(await ended).toBe(0)
    }
    const node = { url, [Symbol.asyncDispose]: stop }
    this.nodes.set(party, node)
    return node
  }

  async stop(party: string): Promise<void> {
    await this.nodes.get(party)?.[Symbol.asyncDispose]()
    this.nodes.delete(party)
    this.#lateMs.delete(party)
  }

  /** Houses go on in this process at a time that is so much later, by their own clocks; one that is in it already does not stop for that. */
  async later(parties: readonly string[], ms: number): Promise<void> {
    const elsewhere = parties.filter((party) => !this.#lateMs.has(party))
    for (const party of elsewhere) await this.stop(party)
    for (const party of parties) this.#lateMs.set(party, ms)
    for (const party of elsewhere) {
      const node = await serveNode(this.#configOf(party), this.config(party), {
        clock: { now: () => addMs(systemClock.now(), this.#lateMs.get(party) ?? 0) },
        timers: systemTimers,
        random: systemRandom,
        log: () => undefined,
        fetch: (request) => fetch(request),
        stop: new AbortController().signal,
      })
      this.nodes.set(party, node)
    }
  }

  config(party: string): string {
    return join(this.home, party, 'node.json')
  }

  #configOf(party: string): Config {
    const config = readConfig(this.config(party), {})
    if (isRefusal(config)) throw new Error(config.code)
    return config
  }

  /** Types a line of the pages at a house's desk as one of its users, until it is done: what others said may be on its way. */
  async typed(who: string, line: string, more: readonly Fill[] = [], flags: readonly string[] = []): Promise<Said> {
    const [party = '', user = ''] = who.split('/')
    const ended = await until(
      () => this.desk(party).type(line, this.#fills(party, more), ['--context', user, ...flags, '--json']),
      ({ code }) => code === 0 || code === usage,
      ...patience,
    )
    if (ended.code !== 0) throw new Error(`${who}: tamga ${line}: ${ended.code} ${ended.out} ${ended.err}`)
    return ended.out === '' ? {} : (JSON.parse(ended.out) as Said)
  }

  /** What the pages write as an example, as it is in these houses. */
  #fills(party: string, more: readonly Fill[]): readonly Fill[] {
    return [
      ...more,
      ['https://127.0.0.1:8440', this.nodes.get(party)?.url ?? ''],
      ['key--…', this.shown.get(party) ?? ''],
      ['/var/lib/tamga', party],
      ['NAME', 'bor'],
      ['/media/root', `media-${party}`],
      [' R', ` --keys media-${party}/keys --key-file media-${party}/unlock.key`],
    ]
  }

  /** A fresh medium with the keys in the node's folder, and what opens them wherever that lies. */
  async medium(party: string, name = `media-${party}`): Promise<void> {
    const medium = join(this.home, name)
    const { keyFile = '' } = this.#configOf(party).keys
    await rm(medium, { recursive: true, force: true })
    await mkdir(medium, { mode: 0o700 })
    await cp(join(this.home, party, 'keys'), join(medium, 'keys'), { recursive: true })
    await cp(keyFile, join(medium, 'unlock.key'))
  }

  /** Accounts of a house log in at its node, which is known by the key it shows. */
  async login(party: string, ...users: readonly string[]): Promise<void> {
    const line =
      'login --node https://127.0.0.1:8440 --token-file /var/lib/tamga/admin.token --node-key key--… --name admin'
    for (const user of users) {
      const token = this.tokens.get(`${party}/${user}`) ?? `${party}/${user}.token`
      const own: readonly Fill[] = [
        ['/var/lib/tamga/admin.token', token],
        ['--name admin', `--name ${user}`],
      ]
      const ended = await this.desk(party).type(line, this.#fills(party, own))
      expect(ended).toMatchObject({ code: 0 })
    }
  }

  /** The present keys of `bor`, once those of these roles are others than before. */
  async newKeys(who: string, roles: readonly string[] = [], before: readonly Key[] = []): Promise<readonly Key[]> {
    const listed = async () =>
      ((await this.typed(who, 'key list NAME'))['items'] as readonly Key[]).filter(({ state }) => state !== 'replaced')
    const idsOf = (keys: readonly Key[], role: string) => keys.find((key) => key.role === role)?.ids.join(' ')
    const isNew = (keys: readonly Key[]) =>
      roles.every((role) => ![undefined, idsOf(before, role)].includes(idsOf(keys, role)))
    const keys = await until(listed, isNew, ...patience)
    expect([roles, isNew(keys)]).toEqual([roles, true])
    return keys
  }

  /** Shares and waits until it is admitted, unless what is filled in says otherwise. */
  async share(from: string, to: string, more: readonly Fill[] = []): Promise<string> {
    this.#shares += 1
    const line = 'share note.txt --to alt --level restricted --category drones --title "Kites" --wait admitted'
    const named: Fill[] = [...more, ['--to alt', `--to ${to}`], ['Kites', `Kites ${this.#shares}`]]
    return String((await this.typed(`${from}/liaison`, line, named))['act'])
  }

  /** What is shown of an act at a house, once it is as wanted. */
  async shownAct(party: string, act: string, is: (said: Said) => boolean): Promise<Said> {
    const show = () => this.typed(`${party}/liaison`, 'show act--3f2a9c1b', [['act--3f2a9c1b', act]])
    return until(show, is, ...patience)
  }

  /** Waits until the newest entry of the lane, as a house has it, is of such a change. */
  async entered(who: string, change: string): Promise<void> {
    const newest = async () => {
      const { lane } = await this.typed(who, 'charter list')
      return (lane as readonly { readonly change?: { readonly type: string } }[])[0]?.change?.type
    }
    expect(await until(newest, (type) => type === change, ...patience)).toBe(change)
  }

  async untrusted(party: string): Promise<readonly string[]> {
    const { items } = await this.typed(`${party}/liaison`, 'list --state untrusted')
    return (items as readonly { readonly act: string }[]).map(({ act }) => act)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const party of this.nodes.keys()) await this.stop(party)
    await rm(this.home, { recursive: true, force: true })
  }
}

import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toBase64Url } from '#kernel/bytes.ts'
import type { Clock, Failpoint, Fetch, Random, Timers } from '#kernel/ports.ts'
import type { Log } from '#kernel/log.ts'
import type { KeyRole } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { DatabaseAddress } from '#platform/db/postgres-address.ts'
import { put } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import type { NodeKeys } from '#platform/keyring/file-keyring.ts'
import { readSecret, writePrivateFile } from '#platform/keyring/private-file.ts'
import type { Sentences } from '#platform/http/problem.ts'
import { listen, type Listener } from '#platform/http/server.ts'
import { installedCharter, installGenesis } from '#charter/record/install.ts'
import type { BackupKey } from '../backup/write.ts'
import { cursorKeyOf } from '../cursor-key.ts'
import type { ConsoleFiles } from '../console-files.ts'
import { demoAccounts, demoDoor, giveDemoPasswords } from '../demo-accounts.ts'
import { openDisk, type Disk } from '../disk.ts'
import type { Threads } from '../reading/threads.ts'
import { startNode, type Node } from '../node.ts'
import { rehearse } from '../rehearsal.ts'
import { takingPorts } from '../links.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { TakingPorts } from '#platform/transport/taking.ts'

/** What all houses of a demo share. */
export interface DemoWorld {
  readonly dir: string
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly sentences: Sentences
  readonly genesis: SignedAct
  /** The highest level of the coalition. */
  readonly clearance: string
  readonly logOf: (party: Party) => Log
  readonly failpointOf: (party: Party) => Failpoint
  readonly networkOf: (party: Party) => (peer: Party) => Fetch
  readonly urlOf: (peer: Party) => string | undefined
  readonly threads: Threads
  readonly oidc?: SignIn['oidc']
  readonly console?: ConsoleFiles
  /** Every house and its address, for a tour from one to the other. */
  readonly housesNow: () => readonly { readonly party: string; readonly url: string }[]
  /** Adds the demo's own routes before a node listens. */
  readonly extend: (node: Node) => void
}

/** One state's house of the demo: it can be stopped and started while the others run. */
export class DemoHouse implements AsyncDisposable {
  readonly party: Party
  #port: number
  readonly #world: DemoWorld
  readonly #keys: NodeKeys
  readonly #address: DatabaseAddress
  #running:
    | { readonly disk: Disk; readonly node: Node; readonly listener: Listener; readonly taking: TakingPorts }
    | undefined

  constructor(
    world: DemoWorld,
    house: {
      readonly party: Party
      readonly port: number
      readonly keys: NodeKeys
      readonly address: DatabaseAddress
    },
  ) {
    this.#world = world
    this.party = house.party
    this.#port = house.port
    this.#keys = house.keys
    this.#address = house.address
  }

  get url(): string {
    return this.#running?.listener.url ?? `http://127.0.0.1:${this.#port}`
  }

  get tokens(): string {
    return join(this.#world.dir, this.party, 'tokens')
  }

  get disk(): Disk | undefined {
    return this.#running?.disk
  }

  get taking(): TakingPorts | undefined {
    return this.#running?.taking
  }

  async start(): Promise<void> {
    if (this.#running !== undefined) return
    const { dir, timers, clock, random, sentences, threads } = this.#world
    const disk = await openDisk({ folder: join(dir, this.party), address: this.#address, timers })
    try {
      await this.#install(disk)
      await giveDemoPasswords(disk.store, random, clock.now())
      const ports = {
        ...disk,
        party: this.party,
        keyring: this.#keys.keyring,
        drawKeys: (roles: readonly KeyRole[]) => this.#keys.draw(roles, random),
        clock,
        timers,
        random,
        sentences,
        threads,
        log: this.#world.logOf(this.party),
        failpoint: this.#world.failpointOf(this.party),
        fetchTo: this.#world.networkOf(this.party),
        urlOf: this.#world.urlOf,
        // Browsers take an IP address for no passkey's.
        signIn: {
          publicUrl: () => `http://localhost:${this.#port}`,
          ...(this.#world.oidc === undefined ? {} : { oidc: this.#world.oidc }),
        },
        demoDoor: { ...demoDoor, houses: this.#world.housesNow },
        ...(this.#world.console === undefined ? {} : { console: this.#world.console }),
        backupKey: () => this.#backupKey(),
        cursorKey: cursorKeyOf(this.#keys.linkSeed),
      }
      const node = await startNode(ports)
      this.#world.extend(node)
      await rehearse(node, ports)
      const listener = await listen({ fetch: node.fetch, timers, host: '127.0.0.1', port: this.#port, stopMs: 2000 })
      this.#port = listener.port
      this.#running = {
        disk,
        node,
        listener,
        taking: takingPorts({ ...ports, keyring: node.house.keyring }, node.house),
      }
    } catch (error) {
      await disk[Symbol.asyncDispose]()
      throw error
    }
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return
    await running.node.events[Symbol.asyncDispose]()
    await running.listener.stop()
    await running.node[Symbol.asyncDispose]()
    await running.disk[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** What seals backups lies beside the house's folder of keys, made when the first backup asks for it. */
  async #backupKey(): Promise<BackupKey> {
    const file = join(this.#world.dir, this.party, 'backup.key')
    if (!existsSync(file)) await writePrivateFile(file, `${toBase64Url(this.#world.random.bytes(32))}\n`)
    return { passphrase: await readSecret(file) }
  }

  /** First start: the genesis into the record, one account and one token file per desk; begun anew where a kill cut it off. */
  async #install({ store }: Disk): Promise<void> {
    if ((await installedCharter(store)) !== undefined) return
    await mkdir(this.tokens, { recursive: true, mode: 0o700 })
    await chmod(this.tokens, 0o700)
    for (const account of demoAccounts) {
      const { token, secretSha256 } = newToken(this.#world.random)
      const row = { ...account, clearance: this.#world.clearance, secret_sha256: secretSha256, disabled: false }
      await store.transaction((tx) => tx.apply([put(accounts, row)]))
      const text = account.role === 'taxii' ? `${account.name}:${token}` : token
      await writeFile(join(this.tokens, account.name), text, { mode: 0o600 })
    }
    await installGenesis({ store, self: this.party, at: this.#world.clock.now() }, this.#world.genesis)
  }
}

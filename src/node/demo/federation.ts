import { appendFile, chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Failpoint } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { EmbeddedPostgres } from '#platform/db/embedded-postgres.ts'
import type { Change } from '#platform/db/table.ts'
import { mostConnections } from '#platform/db/postgres-store.ts'
import { plainFetch } from '#platform/transport/link/plain-fetch.ts'
import { takeParcel } from '#platform/transport/taking.ts'
import { foundersOf } from '#charter/profile/profile.ts'
import { Threads } from '../reading/threads.ts'
import { consoleHere } from '../console-files.ts'
import { loadSentences } from '../sentences.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import { readCoalition } from '../coalition-file.ts'
import { demoCoalition } from './coalition.ts'
import { flipOneByte } from './damage.ts'
import { DemoHouse, type DemoWorld } from './house.ts'
import { demoRoutes, type DemoDeeds } from './routes.ts'
import { Wire } from './wire.ts'

export interface DemoOptions {
  readonly dir: string
  /** A name among those the product brings along, or the path of a file. */
  readonly profile: string
  /** Of the first party, the others follow; 0 takes free ones. */
  readonly port: number
  /** Where a test build may end the process. The product's houses pass every one. */
  readonly failpointOf?: (party: Party) => Failpoint
  /** The address by which the others reach a house, where it is not the house's own. */
  readonly reach?: (url: string) => string | undefined
  /** An identity provider for every house; a demo has none of its own. */
  readonly oidc?: SignIn['oidc'] | undefined
  /** Of all houses; this machine's own, unless a test steps one. */
  readonly clock?: Clock
}

/** The houses of a demo, all in this process, over one embedded PostgreSQL with a database each. Nothing leaves the machine. */
export class DemoFederation implements AsyncDisposable {
  readonly houses: ReadonlyMap<Party, DemoHouse>
  /** What the coalition is called, by language. */
  readonly title: Readonly<Record<string, string>>
  readonly #stack: AsyncDisposableStack

  private constructor(
    houses: ReadonlyMap<Party, DemoHouse>,
    title: DemoFederation['title'],
    stack: AsyncDisposableStack,
  ) {
    this.houses = houses
    this.title = title
    this.#stack = stack
  }

  /** Opens the demo of the folder, founding it first if there is none, and resolves when every house serves. */
  static async start(options: DemoOptions): Promise<DemoFederation> {
    const { dir, profile, port, failpointOf, reach, oidc, clock = systemClock } = options
    const stack = new AsyncDisposableStack()
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await chmod(dir, 0o700)
      const { log, logOf } = logging(stack, dir)
      const played = await readCoalition(profile)
      const connections = (foundersOf(played).length + 1) * mostConnections
      const [server, coalition] = await Promise.all([
        EmbeddedPostgres.start({ folder: join(dir, 'postgres'), timers: systemTimers, log, connections }),
        demoCoalition({ dir, profile: played, random: systemRandom, at: clock.now() }),
      ])
      stack.use(server)
      const threads = stack.use(new Threads(systemTimers))
      const loopback = stack.use(plainFetch())
      const wire = new Wire()
      const houses = new Map<Party, DemoHouse>()
      const deeds: Played = { houses, wire, damages: new Map() }
      const world: DemoWorld = {
        dir,
        clock,
        timers: systemTimers,
        random: systemRandom,
        sentences: loadSentences(),
        genesis: coalition.genesis,
        clearance: played.levels.at(-1)?.name ?? '',
        logOf,
        failpointOf: failpointOf ?? (() => () => undefined),
        networkOf: (party) => wire.networkOf(party, loopback.fetch),
        urlOf: (peer) => {
          const url = houses.get(peer)?.url
          return url === undefined ? undefined : (reach?.(url) ?? url)
        },
        threads,
        ...(oidc === undefined ? {} : { oidc }),
        ...(await consoleHere()),
        extend: ({ api, party }) => demoRoutes(api, deedsOf(deeds, party)),
        housesNow: () => [...houses.values()].map(({ party, url }) => ({ party, url })),
      }
      let at = 0
      for (const [party, keys] of coalition.keys) {
        await server.createDatabase(`tamga_${party.replaceAll('-', '_')}`)
        const address = server.address(`tamga_${party.replaceAll('-', '_')}`)
        houses.set(party, new DemoHouse(world, { party, port: port === 0 ? 0 : port + at, keys, address }))
        at += 1
      }
      stack.defer(() => allStopped([...houses.values()]))
      await Promise.all([...houses.values()].map((house) => house.start()))
      return new DemoFederation(houses, played.title, stack)
    } catch (error) {
      await stack.disposeAsync()
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}

/** All at once: each waits for answers that others have under way. */
async function allStopped(houses: readonly DemoHouse[]): Promise<void> {
  const ends = await Promise.allSettled(houses.map((house) => house.stop()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** What the deeds of all houses of one demo share. */
interface Played {
  readonly houses: ReadonlyMap<Party, DemoHouse>
  readonly wire: Wire
  /** What undoes what was damaged, the last first. */
  readonly damages: Map<Party, readonly Change[]>
}

/** What the node of `self` does when asked. */
function deedsOf({ houses, wire, damages }: Played, self: Party): DemoDeeds {
  const house = (party: Party): DemoHouse => {
    const found = houses.get(party)
    if (found === undefined) throw new Fault('no-house', { params: { party } })
    return found
  }
  return {
    get parties() {
      return new Set(houses.keys())
    },
    async stop(party) {
      const stopped = house(party).stop()
      // A house that stops itself answers first: its listener waits for answers under way.
      if (party !== self) await stopped
      return { state: 'stopped' }
    },
    async start(party) {
      await house(party).start()
      return { state: 'started', url: house(party).url }
    },
    async tamper(party) {
      const { disk } = house(party)
      if (disk === undefined) throw new Fault('house-stopped', { params: { party } })
      const { undo, ...damaged } = await flipOneByte(disk.store)
      damages.set(party, [undo, ...(damages.get(party) ?? [])])
      return damaged
    },
    async mend(party) {
      const { disk } = house(party)
      if (disk === undefined) throw new Fault('house-stopped', { params: { party } })
      const undone = damages.get(party) ?? []
      damages.delete(party)
      await disk.store.transaction((tx) => tx.apply(undone))
      return { mended: undone.length }
    },
    async replay(party) {
      const { taking } = house(party)
      if (taking === undefined) throw new Fault('house-stopped', { params: { party } })
      const outcomes: Record<string, number> = {}
      for (const [peer, parcels] of wire.keptFor(party)) {
        for (const parcel of parcels) {
          const taken = await takeParcel(taking, { peer, stream: 'main' }, parcel)
          const outcome = taken === 'known' ? 'known' : taken.outcome
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        }
      }
      return { outcomes }
    },
  }
}

/**
 * Logs of all houses go to one file in the folder: the terminal is for people. A line for which the disk has no room is lost, and nothing
 * else with it.
 */
function logging(stack: AsyncDisposableStack, dir: string): { log: Log; logOf: (party: Party) => Log } {
  const file = join(dir, 'log.jsonl')
  let written = Promise.resolve()
  stack.defer(() => written)
  const write = (event: object): void => {
    const line = `${JSON.stringify({ at: systemClock.now(), ...event })}\n`
    written = written.then(() => appendFile(file, line, { mode: 0o600 })).catch(() => undefined)
  }
  return { log: (event) => write(event), logOf: (party) => (event) => write({ party, ...event }) }
}

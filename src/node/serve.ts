import { readFile } from 'node:fs/promises'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Fetch, Random, Timers } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { selfTest } from '#protocol/suite/table.ts'
import { listen, type Listener, type ListenOptions } from '#platform/http/server.ts'
import type { NodeKeys } from '#platform/keyring/file-keyring.ts'
import { readPrivateFile, readSecret } from '#platform/keyring/private-file.ts'
import { keyIdNamed, makeCertificate, type Certificate } from '#platform/transport/link/certificate.ts'
import { LiveCharter } from '#charter/record/live-charter.ts'
import { awaitAdmission } from './admission.ts'
import type { Config } from './config.ts'
import { consoleHere } from './console-files.ts'
import { refuseKnownCredentials } from './credentials.ts'
import { cursorKeyOf } from './cursor-key.ts'
import { openDatabase } from './database.ts'
import { openDisk } from './disk.ts'
import { linkIdOf } from './links.ts'
import { machineOf } from './machine.ts'
import { watchNode } from './metrics.ts'
import { makeNetwork } from './network.ts'
import { startNode, type Node } from './node.ts'
import type { NodePorts } from './ports.ts'
import { rehearse } from './rehearsal.ts'
import { alertSignersOf } from './alert-signers.ts'
import { adaptersOf } from './outgoing.ts'
import { guarded, refuseLoose } from './rights.ts'
import { Threads } from './reading/threads.ts'
import { loadSentences } from './sentences.ts'
import { signInOf } from './sign-in-config.ts'
import { partyOf, unlockKeys } from './unlock.ts'

export interface ServePorts {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  readonly fetch: Fetch
  /** Ends the wait of a node whose party has not been admitted yet. */
  readonly stop: AbortSignal
}

/** A node of its own that serves; disposing lets answers under way end, then closes everything it opened. */
export interface Serving extends AsyncDisposable {
  readonly node: Node
  readonly url: string
  /** Address of the metrics, if they are served. */
  readonly metricsUrl: string | undefined
}

/** How long answers under way may take once the node is to stop. */
const stopMs = 10_000

/**
 * Starts the node of a configuration, or faults before anything is served: rights too loose, keys unprotected, published or not the
 * charter's, a suite that fails its known answers, a port in use.
 */
export async function serveNode(config: Config, configFile: string, ports: ServePorts): Promise<Serving> {
  await refuseLoose(guarded(config, configFile))
  const broken = await selfTest()
  if (broken.length > 0) throw new Fault('suites-broken', { params: { suites: broken.join(', ') } })
  const keys = await unlockKeys(config)
  const stack = new AsyncDisposableStack()
  try {
    const nodePorts = await openPorts({ config, configFile, keys, stack }, ports)
    const node = stack.use(await startNode(nodePorts))
    await rehearse(node, nodePorts, ports.stop)
    const watch = await watchNode(node, nodePorts)
    const metrics = await listenForMetrics(config, watch.metrics, ports.timers)
    if (metrics !== undefined) stack.use(metrics)
    const { host, port } = config.listen
    const tls = await certificatesOf(config, keys, linkIdOf(node.house, node.party))
    const listener = stack.use(await listen({ fetch: watch.fetch, timers: ports.timers, host, port, stopMs, ...tls }))
    // Open event streams would hold the listener for as long as it waits.
    stack.defer(() => node.events[Symbol.asyncDispose]())
    return { node, url: listener.url, metricsUrl: metrics?.url, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

interface Opening {
  readonly config: Config
  readonly configFile: string
  readonly keys: NodeKeys
  /** Owns what is opened. */
  readonly stack: AsyncDisposableStack
}

/** Opens everything outside the node, and holds the keys against the charter. */
async function openPorts({ config, configFile, keys, stack }: Opening, ports: ServePorts): Promise<NodePorts> {
  const { keyring } = keys
  const { address } = stack.use(await openDatabase(config, { ...ports, joins: true }))
  const disk = stack.use(await openDisk({ folder: config.dataDir, address, timers: ports.timers }))
  const lane = await LiveCharter.open(disk.store, { ...ports, self: partyOf(config) })
  if (lane === undefined) throw new Fault('no-charter', { params: { party: config.party } })
  await refuseKnownCredentials(disk.store)
  const { fetchTo } = stack.use(makeNetwork(() => lane.charter, ports.fetch))
  const urlOf = (peer: Party): string | undefined => config.peers[peer]
  const party = partyOf(config)
  await awaitAdmission({ ...ports, ...disk, party, keyring, fetchTo, urlOf }, lane, ports.stop)
  const { keyFile } = config.backups
  const sentences = loadSentences()
  const threads = stack.use(new Threads(ports.timers))
  return {
    ...ports,
    ...disk,
    lane,
    party,
    keyring,
    drawKeys: (roles) => keys.draw(roles, ports.random),
    failpoint: () => undefined,
    fetchTo,
    urlOf,
    sentences,
    alertSigners: await alertSignersOf(config.alertSigners),
    outgoing: await adaptersOf(config.outgoing, { ...ports, sentences }),
    threads,
    signIn: await signInOf(config, ports.fetch),
    ...(await consoleHere()),
    cursorKey: cursorKeyOf(keys.linkSeed),
    machine: machineOf({ config, configFile, address, keyring, store: disk.store, clock: ports.clock }),
    ...(keyFile === undefined ? {} : { backupKey: async () => ({ passphrase: await readSecret(keyFile) }) }),
  }
}

async function listenForMetrics({ metrics }: Config, fetch: Fetch, timers: Timers): Promise<Listener | undefined> {
  const { host, port } = metrics
  return port === undefined ? undefined : listen({ fetch, timers, host, port, stopMs: 1000, maxConnections: 32 })
}

/** The certificate of the `link` key for those who pin it, and the administrator's for browsers, which know no Ed25519. */
async function certificatesOf(
  { listen: { tls, certificateFile, certificateKeyFile } }: Config,
  { linkSeed, linkSeedOf }: NodeKeys,
  present: string | undefined,
): Promise<Pick<ListenOptions, 'tls' | 'certificateNamed'>> {
  if (tls === 'off') return {}
  const own = makeCertificate(linkSeedOf(present ?? '') ?? linkSeed)
  const certificateNamed = (name: string): Certificate | undefined => {
    const seed = linkSeedOf(keyIdNamed(name) ?? '')
    return seed === undefined ? undefined : makeCertificate(seed)
  }
  if (certificateFile === undefined || certificateKeyFile === undefined) return { tls: [own], certificateNamed }
  const cert = await readFile(certificateFile, 'utf8').catch((cause: unknown) => {
    throw new Fault('file-unreadable', { params: { file: certificateFile }, cause })
  })
  const browsers = { cert, key: decodeUtf8(await readPrivateFile(certificateKeyFile)) ?? '' }
  return { tls: [own, browsers], certificateNamed }
}

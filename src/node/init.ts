import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8, fromHex, toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Random, Timers } from '#kernel/ports.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { writeEnvelope } from '#protocol/act/envelope.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import { fingerprintWords } from '#protocol/identity/fingerprint.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import { createFileKeyring } from '#platform/keyring/file-keyring.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { linkSigner } from '#platform/transport/link/link-keys.ts'
import type { Charter } from '#charter/charter.ts'
import { foundingStatement } from '#charter/genesis/found.ts'
import type { Profile } from '#charter/profile/profile.ts'
import { installedCharter, installGenesis } from '#charter/record/install.ts'
import { parseConfig, type Config } from './config.ts'
import { openDatabase } from './database.ts'
import { openDisk } from './disk.ts'
import { ownProfile } from './own-profile.ts'
import { makePrivateFolder } from './rights.ts'

export interface InitOptions {
  readonly party: string
  /** Empty or not there yet. Everything of the node lies in it. */
  readonly dir: string
  /** Without it the party's own slug. */
  readonly coalition?: string
  readonly port?: number
  /** Where other parties reach this node; without it the loopback address. */
  readonly url?: string
  /** An existing file whose content opens the keys. */
  readonly passphraseFile?: string
  /** A file of random bytes that opens the keys; made when it is not there. Without both, one in the folder. */
  readonly keyFile?: string
  /** A file with the URL of an empty PostgreSQL database; without it the node has a server of its own. */
  readonly databaseUrlFile?: string
}

export interface InitPorts {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** What was founded, and where its parts lie. */
export interface Founded {
  readonly party: Party
  readonly coalition: string
  readonly configFile: string
  readonly tokenFile: string
  /** What opens the keys; in no backup, as the keys themselves. */
  readonly secretFile: string
  /** What opens the backups. */
  readonly backupKeyFile: string
  /** Eight words of the coalition's id, for comparing aloud. */
  readonly words: string
  /** Id of the key of this node's TLS certificate, and its words. */
  readonly nodeKey: string
  readonly nodeWords: string
  readonly url: string
}

const usualPort = 8440

/** Founds a coalition of one in an empty folder: keys, genesis, database, configuration and a one-time token. All of it or nothing. */
export async function initNode(options: InitOptions, ports: InitPorts): Promise<Founded | Refusal> {
  const party = parseParty(options.party)
  if (party === undefined) return refuse('party-malformed', 'protocol 1: party', { party: options.party })
  const url = options.url ?? `https://127.0.0.1:${options.port ?? usualPort}`
  const at = ports.clock.now()
  const profile = await ownProfile({ party, coalition: options.coalition ?? party, url, at })
  if (isRefusal(profile)) return profile
  const config = configOf(options)
  if (isRefusal(config.read)) return config.read
  if (!(await isEmpty(options.dir))) return refuse('folder-not-empty', 'interfaces: init', { dir: options.dir })
  try {
    const made = await found({ profile, party, config: config.read, dir: options.dir }, ports)
    await writePrivateFile(join(options.dir, 'node.json'), config.text)
    return { ...made, url }
  } catch (error) {
    await clear(options.dir)
    throw error
  }
}

interface Founding {
  readonly profile: Profile
  readonly party: Party
  readonly config: Config
  readonly dir: string
}

async function found(founding: Founding, ports: InitPorts): Promise<Omit<Founded, 'url'>> {
  const { profile, party, config, dir } = founding
  await makePrivateFolder(dir)
  const secretFile = config.keys.passphraseFile ?? (await keyFileOf(config.keys.keyFile, dir, ports.random))
  const backupKeyFile = await keyFileOf(config.backups.keyFile, dir, ports.random)
  await makePrivateFolder(join(dir, 'keys'))
  const secret = { kind: 'file', file: secretFile } as const
  const keyring = await createFileKeyring({ folder: join(dir, 'keys'), party, secret }, ports.random)
  const genesis = await signedGenesis(founding, keyring, ports)
  await writePrivateFile(join(dir, 'genesis.json'), decodeUtf8(writeEnvelope(genesis)) ?? '')
  const { charter, token } = await install(founding, genesis, ports)
  await writePrivateFile(join(dir, 'admin.token'), `${token}\n`)
  const { keyid } = linkSigner(keyring)
  return {
    party,
    coalition: profile.name,
    configFile: join(dir, 'node.json'),
    tokenFile: join(dir, 'admin.token'),
    secretFile,
    backupKeyFile,
    words: wordsOf(charter.id),
    nodeKey: keyid,
    nodeWords: wordsOf(keyid),
  }
}

/** Eight words of an id that ends in a digest. */
function wordsOf(id: string): string {
  return fingerprintWords(fromHex(id.slice(id.indexOf('--') + 2)) ?? new Uint8Array(32))
}

async function signedGenesis({ profile, party }: Founding, keyring: Keyring, ports: InitPorts): Promise<SignedAct> {
  const founders = [{ party, keys: keyring.keys }]
  const salt = ports.random.bytes(32)
  return signStatement(
    foundingStatement({ profile, founders, author: party, at: ports.clock.now(), salt }),
    keyring,
    'root',
  )
}

interface Installed {
  readonly charter: Charter
  readonly token: string
}

/** The genesis into an empty record, and the account whose token is to be exchanged at first use. */
async function install({ party, config, profile }: Founding, genesis: SignedAct, ports: InitPorts): Promise<Installed> {
  await using database = await openDatabase(config, ports)
  await using disk = await openDisk({ folder: config.dataDir, address: database.address, timers: ports.timers })
  if ((await installedCharter(disk.store)) !== undefined) throw new Fault('database-taken')
  const { token, secretSha256 } = newToken(ports.random)
  const clearance = profile.levels[0]?.name ?? ''
  const row = { name: 'admin', role: 'admin', desk: 'node', clearance, categories: ['*'], disabled: false } as const
  const charter = await installGenesis({ store: disk.store, self: party, at: ports.clock.now() }, genesis)
  await disk.store.transaction((tx) => tx.apply([insert(accounts, { ...row, secret_sha256: secretSha256 })]))
  return { charter, token }
}

/** A file that opens something: the one that is there, or 32 random bytes as text in a new one. */
async function keyFileOf(named: string | undefined, dir: string, random: Random): Promise<string> {
  const file = named ?? join(dir, 'unlock.key')
  await writePrivateFile(file, `${toBase64Url(random.bytes(32))}\n`).catch((error: unknown) => {
    if (!isThere(error)) throw error
  })
  return file
}

/** The configuration that the node will run with, as text and as read. */
function configOf(options: InitOptions): { readonly text: string; readonly read: Config | Refusal } {
  const { party, dir, port = usualPort, passphraseFile } = options
  const keys = passphraseFile === undefined ? { keyFile: options.keyFile ?? 'unlock.key' } : { passphraseFile }
  const backups = { keyFile: 'backup.key' }
  const database = options.databaseUrlFile === undefined ? {} : { database: { urlFile: options.databaseUrlFile } }
  const text = `${JSON.stringify({ party, dataDir: '.', listen: { port }, ...database, keys, backups }, null, 2)}\n`
  return { text, read: parseConfig({ file: text, folder: dir, env: {} }) }
}

const isThere = (error: unknown): boolean => error instanceof Fault && error.code === 'file-exists'

async function isEmpty(dir: string): Promise<boolean> {
  try {
    return (await readdir(dir)).length === 0
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
    throw new Fault('file-unreadable', { params: { file: dir }, cause: error })
  }
}

/** The folder was empty: what is in it now is a half-made node. */
async function clear(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) await rm(join(dir, name), { recursive: true, force: true })
}

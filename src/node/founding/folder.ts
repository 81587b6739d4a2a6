import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Random, Timers } from '#kernel/ports.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import { copyKeys, createFileKeyring, openFileKeyring } from '#platform/keyring/file-keyring.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { linkSigner } from '#platform/transport/link/link-keys.ts'
import { parseConfig, type Config } from '../config.ts'
import { makePrivateFolder } from '../rights.ts'

export interface FolderOptions {
  readonly party: string
  /** Empty or not there yet. Everything of the node lies in it. */
  readonly dir: string
  readonly port?: number
  /** Where other parties reach this node; without it the loopback address. */
  readonly url?: string
  /** An existing file whose content opens the keys. */
  readonly passphraseFile?: string
  /** A file of random bytes that opens the keys; made when it is not there. Without both, one in the folder. */
  readonly keyFile?: string
  /** A folder with keys that the party has already: the new one gets them instead of keys of its own. */
  readonly keysFolder?: string
  /** A file with the URL of an empty PostgreSQL database; without it the node has a server of its own. */
  readonly databaseUrlFile?: string
}

export interface InitPorts {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** A node's folder with its configuration and its keys, and nothing else yet. */
export interface NodeFolder {
  readonly party: Party
  readonly dir: string
  readonly url: string
  readonly config: Config
  readonly keyring: Keyring
}

/** Where the parts of a node lie, as `init` answers them. */
export interface Places {
  readonly party: Party
  readonly configFile: string
  /** What opens the keys; in no backup, as the keys themselves. */
  readonly secretFile: string
  /** What opens the backups. */
  readonly backupKeyFile: string
  /** Id of the key of this node's TLS certificate, and its words. */
  readonly nodeKey: string
  readonly nodeWords: string
  readonly url: string
}

const usualPort = 8440

/** What a folder is to hold, judged before anything is written. */
export interface Plan {
  readonly party: Party
  readonly url: string
  readonly dir: string
  readonly config: { readonly text: string; readonly read: Config }
  readonly keysFolder: string | undefined
}

export function planOf(options: FolderOptions): Plan | Refusal {
  const party = parseParty(options.party)
  if (party === undefined) return refuse('party-malformed', 'protocol 1: party', { party: options.party })
  const { dir, url = `https://127.0.0.1:${options.port ?? usualPort}` } = options
  const text = configText(options)
  const read = parseConfig({ file: text, folder: dir, env: {} })
  return isRefusal(read) ? read : { party, url, dir, config: { text, read }, keysFolder: options.keysFolder }
}

/** Makes the folder and does the rest of the work in it: all of it, or nothing stays. */
export async function inNewFolder<Made>(
  plan: Plan,
  ports: InitPorts,
  work: (folder: NodeFolder) => Promise<Made>,
): Promise<Made | Refusal> {
  const { party, dir, url, config } = plan
  if (!(await isEmpty(dir))) return refuse('folder-not-empty', 'interfaces: init', { dir })
  try {
    await makePrivateFolder(dir)
    await keyFileOf(config.read.backups.keyFile, dir, ports.random)
    const { passphraseFile, keyFile } = config.read.keys
    const isNew = plan.keysFolder === undefined
    const there = passphraseFile ?? (isNew ? undefined : keyFile)
    const file = there ?? (await keyFileOf(keyFile, dir, ports.random))
    await makePrivateFolder(join(dir, 'keys'))
    const where = { folder: join(dir, 'keys'), party, secret: { kind: 'file', file } as const }
    if (!isNew) await copyKeys({ ...where, folder: plan.keysFolder }, where.folder)
    const keyring = await (isNew ? createFileKeyring(where, ports.random) : openFileKeyring(where))
    const made = await work({ party, dir, url, config: config.read, keyring })
    await writePrivateFile(join(dir, 'node.json'), config.text)
    if (isRefusal(made)) await clear(dir)
    return made
  } catch (error) {
    await clear(dir)
    throw error
  }
}

export function placesOf({ party, dir, url, config, keyring }: NodeFolder): Places {
  const { keyid } = linkSigner(keyring)
  const { keys, backups } = config
  return {
    party,
    configFile: join(dir, 'node.json'),
    secretFile: keys.passphraseFile ?? keys.keyFile ?? join(dir, 'unlock.key'),
    backupKeyFile: backups.keyFile ?? join(dir, 'backup.key'),
    nodeKey: keyid,
    nodeWords: idWords(keyid),
    url,
  }
}

/** A file that opens something: the one that is there, or 32 random bytes as text in a new one. */
async function keyFileOf(named: string | undefined, dir: string, random: Random): Promise<string> {
  const file = named ?? join(dir, 'unlock.key')
  await writePrivateFile(file, `${toBase64Url(random.bytes(32))}\n`).catch((error: unknown) => {
    if (!isThere(error)) throw error
  })
  return file
}

/** The configuration that the node will run with. */
function configText({ party, port = usualPort, passphraseFile, keyFile, databaseUrlFile }: FolderOptions): string {
  const keys = passphraseFile === undefined ? { keyFile: keyFile ?? 'unlock.key' } : { passphraseFile }
  const backups = { keyFile: 'backup.key' }
  const database = databaseUrlFile === undefined ? {} : { database: { urlFile: databaseUrlFile } }
  return `${JSON.stringify({ party, dataDir: '.', listen: { port }, ...database, keys, backups }, null, 2)}\n`
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

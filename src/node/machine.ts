import { X509Certificate } from 'node:crypto'
import { readFile, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { planMigrations } from '#platform/db/migrations.ts'
import type { DatabaseAddress } from '#platform/db/postgres-address.ts'
import type { Reads } from '#platform/db/store.ts'
import { accounts, digestOf } from '#platform/http/account.ts'
import type { Checks } from '#platform/http/health.ts'
import type { Config } from './config.ts'
import type { Finding } from './findings.ts'
import { guarded, looseAmong, type Looseness } from './rights.ts'
import { schemas } from './rooms.ts'

/** What the machine of a node says of itself; simulated nodes have none. */
export interface Machine {
  /** Without these the node is not ready. */
  readonly checks: Checks
  readonly findings: () => Promise<readonly Finding[]>
  /** A backup has been handed out whole. */
  readonly backedUp: () => Promise<void>
}

export interface MachineOptions {
  readonly config: Config
  readonly configFile: string
  readonly address: DatabaseAddress
  readonly keyring: Keyring
  readonly store: Reads
  readonly clock: Clock
}

export function machineOf(options: MachineOptions): Machine {
  const { config, configFile, address, keyring, clock } = options
  const hasSpace = async () => (await freeMegabytes(config.dataDir)) >= config.disk.minFreeMegabytes
  return {
    checks: {
      migrations: async () => (await planMigrations(address, schemas)).pending.length === 0,
      keys: () => signs(keyring),
      disk: hasSpace,
    },
    backedUp: () => writeFile(lastBackup(config), `${clock.now()}\n`, { mode: 0o600 }),
    async findings() {
      const found = [
        schemaFinding(address),
        diskFinding(config),
        rightsFindings(config, configFile),
        firstTokenFindings(options),
        backupFinding(options),
        certificateFindings(options),
      ]
      return (await Promise.all<Finding | readonly Finding[]>(found)).flat()
    },
  }
}

const lastBackup = ({ dataDir }: Config): string => join(dataDir, 'last-backup')
const dayMs = 86_400_000

/** The token that `init` wrote was for one exchange: whoever has read the file since could be the administrator. */
async function firstTokenFindings({ config, store }: MachineOptions): Promise<readonly Finding[]> {
  const file = join(config.dataDir, 'admin.token')
  const token = await readFile(file, 'utf8').catch(() => '')
  const where = { secret_sha256: digestOf(token.trim()), disabled: false }
  const isInUse = (await store.count(accounts, where, 1)) > 0
  if (!isInUse) return [{ check: 'firstToken', state: 'ok' }]
  return [{ check: 'firstToken', state: 'warn', params: { file }, fix: 'tamga user token' }]
}

/** When the last backup was handed out whole stands in a file: it is of the machine, not of the record. */
async function backupFinding({ config, clock }: MachineOptions): Promise<Finding> {
  const fix = 'tamga backup create --out F'
  const at = parseInstant((await readFile(lastBackup(config), 'utf8').catch(() => '')).trim())
  if (at === undefined) return { check: 'firstBackup', state: 'warn', fix }
  const days = Math.max(0, Math.floor((epochMsOf(clock.now()) - epochMsOf(at)) / dayMs))
  const params = { days, wanted: config.backups.maxAgeDays }
  return days <= params.wanted
    ? { check: 'backup', state: 'ok', params }
    : { check: 'backup', state: 'warn', params, fix }
}

const certificateWarnDays = 14

async function certificateFindings({ config, clock }: MachineOptions): Promise<readonly Finding[]> {
  const { certificateFile } = config.listen
  if (certificateFile === undefined) return []
  const { validToDate } = new X509Certificate(await readFile(certificateFile))
  const days = Math.floor((validToDate.getTime() - epochMsOf(clock.now())) / dayMs)
  const state = days < 0 ? 'bad' : days < certificateWarnDays ? 'warn' : 'ok'
  const fix = state === 'ok' ? {} : { fix: `openssl x509 -in ${certificateFile} -noout -dates` }
  return [{ check: 'certificate', state, params: { days }, ...fix }]
}

/** Whether the keys still do what the charter's public ones verify. */
async function signs(keyring: Keyring): Promise<boolean> {
  const message = encodeUtf8('tamga readiness\n')
  for (const role of ['link', 'journal'] as const) {
    const signature = await keyring.sign(role, message)
    if (!ed25519.verify(rawKey(keyring.keys[role].ed25519), message, signature)) return false
  }
  return true
}

async function schemaFinding(address: DatabaseAddress): Promise<Finding> {
  const { applied, pending } = await planMigrations(address, schemas)
  const params = { applied: applied.length, pending: pending.length }
  return pending.length === 0
    ? { check: 'schema', state: 'ok', params }
    : { check: 'schema', state: 'bad', params, fix: 'tamga serve --config F' }
}

export async function diskFinding({ dataDir, disk }: Pick<Config, 'dataDir' | 'disk'>): Promise<Finding> {
  const free = await freeMegabytes(dataDir)
  const params = { megabytes: free, wanted: disk.minFreeMegabytes, folder: dataDir }
  if (free >= disk.minFreeMegabytes) return { check: 'disk', state: 'ok', params }
  return { check: 'disk', state: 'bad', params, fix: `df -h ${dataDir}` }
}

/** Files that others could read or change; each with its chmod. */
async function rightsFindings(config: Config, configFile: string): Promise<readonly Finding[]> {
  const files = guarded(config, configFile)
  const loose = await looseAmong(files)
  if (loose.length === 0) return [{ check: 'rights', state: 'ok', params: { folder: config.dataDir } }]
  return loose.map(rightsFinding)
}

export function rightsFinding({ file, modeWanted, why }: Looseness): Finding {
  const fix = why === 'owner' ? `chown $(id -un) ${file}` : `chmod ${modeWanted.toString(8)} ${file}`
  return { check: 'rights', state: 'bad', params: { file }, fix }
}

async function freeMegabytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return Math.floor((bavail * bsize) / 1_000_000)
}

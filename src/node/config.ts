import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import { AlertSigners, locatedSigners } from './alert-signers.ts'
import { locatedOutgoing, Outgoing } from './outgoing-config.ts'
import { locatedOidc, Oidc, PublicUrl } from './sign-in-config.ts'
import { nodeUrl } from '#protocol/acts/charter-genesis.ts'

const loopback = ['127.0.0.1', '::1', 'localhost'] as const
const isLoopback = (host: string): boolean => loopback.some((name) => name === host)
const path = z.string().min(1).max(4096)
/**
 * A node's configuration: one JSON file, every member overridable by `TAMGA_SECTION__KEY`. Secrets stand in files of their own.
 * Paths are relative to the folder of the file.
 */
export const Config = z
  .strictObject({
    $schema: z.string().exactOptional().meta({ description: 'Where this schema lies, for editors.' }),
    party: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,14}[a-z0-9]$/u)
      .meta({ description: 'Slug of the party that runs this node.' }),
    dataDir: path.meta({ description: 'Folder of everything this node keeps; only its owner may enter it.' }),
    publicUrl: PublicUrl.optional().meta({
      description: 'Address of this node in browsers: https, a host name, perhaps a port. Passkeys are bound to it.',
    }),
    listen: z
      .strictObject({
        host: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
        port: z.int().min(0).max(65_535).default(8440).meta({ description: 'TCP port; 0 takes a free one.' }),
        tls: z
          .enum(['self-signed', 'off'])
          .default('self-signed')
          .meta({ description: '`off` is for loopback, behind a proxy of your own.' }),
        certificateFile: path.optional().meta({
          description: 'PEM chain for browsers and tools that do not know this node, beside the certificate for peers.',
        }),
        certificateKeyFile: path.optional().meta({ description: 'PEM key of that certificate, closed to others.' }),
      })
      .prefault({}),
    metrics: z
      .strictObject({
        host: z.enum(loopback).default('127.0.0.1').meta({ description: 'Loopback: metrics tell who talks to whom.' }),
        port: z.int().min(0).max(65_535).optional().meta({ description: 'No metrics without it.' }),
      })
      .prefault({}),
    database: z
      .strictObject({
        urlFile: path.optional().meta({ description: 'File with a PostgreSQL URL; the embedded server without it.' }),
      })
      .prefault({}),
    keys: z
      .strictObject({
        passphraseFile: path.optional().meta({ description: 'File with the passphrase that opens the key files.' }),
        keyFile: path.optional().meta({ description: 'File with 32 random bytes that open the key files.' }),
      })
      .prefault({}),
    peers: z
      .record(z.string(), nodeUrl)
      .default({})
      .meta({ description: 'Addresses of other nodes, where they differ from the charter.' }),
    disk: z
      .strictObject({
        minFreeMegabytes: z
          .int()
          .min(1)
          .default(512)
          .meta({ description: 'With less free space the node is not ready.' }),
      })
      .prefault({}),
    backups: z
      .strictObject({
        keyFile: path.optional().meta({
          description: 'File with the secret that seals backups, at least 16 bytes; no backups without it.',
        }),
        maxAgeDays: z.int().min(1).default(7).meta({ description: '`doctor` complains when the newest is older.' }),
      })
      .prefault({}),
    outgoing: Outgoing,
    alertSigners: AlertSigners,
    oidc: Oidc.optional(),
    log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  })
  .refine(({ listen }) => listen.tls !== 'off' || isLoopback(listen.host), {
    path: ['listen', 'tls'],
    message: 'off is for loopback only',
  })
  .refine(({ oidc, publicUrl }) => oidc === undefined || publicUrl !== undefined, {
    path: ['publicUrl'],
    message: 'needed with oidc: browsers are sent back to it',
  })
  .refine(({ listen }) => (listen.certificateFile === undefined) === (listen.certificateKeyFile === undefined), {
    path: ['listen', 'certificateKeyFile'],
    message: 'certificateFile and certificateKeyFile go together',
  })
  .refine(({ keys }) => keys.passphraseFile === undefined || keys.keyFile === undefined, {
    path: ['keys', 'keyFile'],
    message: 'either passphraseFile or keyFile',
  })
export type Config = z.infer<typeof Config>

/** What a configuration is made of: the file's text, its folder, and the environment, all as given. */
export interface ConfigSources {
  readonly file: string
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const prefix = 'TAMGA_'
/** Read by the launcher and the command line, not part of a node's configuration. */
const foreign: ReadonlySet<string> = new Set(['TAMGA_NODE', 'TAMGA_NODE_KEY', 'TAMGA_TOKEN_FILE', 'TAMGA_LANG'])

export function readConfig(file: string, env: ConfigSources['env']): Config | Refusal {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return refuse('config-unreadable', 'interfaces: configuration', { file })
  }
  return parseConfig({ file: text, folder: dirname(file), env })
}

/** The configuration, or the first member that is not as it should be. Unknown members refuse. */
export function parseConfig({ file, folder, env }: ConfigSources): Config | Refusal {
  const parsed = parseStrictJson(new TextEncoder().encode(file), { maxBytes: 1 << 20, maxDepth: 8 })
  if (parsed.kind === 'finding') {
    return refuse('config-not-json', 'interfaces: configuration', { finding: parsed.code, at: parsed.at })
  }
  const merged = overridden(structuredClone(parsed.value), env)
  const result = Config.safeParse(merged)
  if (result.success) return located(result.data, folder)
  const [issue] = result.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : []
  const member = [...(issue?.path ?? []), ...unknown].join('.')
  return refuse('config-invalid', 'interfaces: configuration', { member, problem: issue?.message ?? '' })
}

/** The configuration with whole paths. */
function located(config: Config, folder: string): Config {
  const whole = (file: string | undefined) => (file === undefined ? undefined : resolve(folder, file))
  const { dataDir, listen, database, keys, backups } = config
  const { certificateFile, certificateKeyFile } = listen
  return {
    ...config,
    dataDir: resolve(folder, dataDir),
    listen: { ...listen, certificateFile: whole(certificateFile), certificateKeyFile: whole(certificateKeyFile) },
    database: { urlFile: whole(database.urlFile) },
    keys: { passphraseFile: whole(keys.passphraseFile), keyFile: whole(keys.keyFile) },
    backups: { ...backups, keyFile: whole(backups.keyFile) },
    outgoing: locatedOutgoing(config.outgoing, folder),
    alertSigners: locatedSigners(config.alertSigners, folder),
    ...(config.oidc !== undefined && { oidc: locatedOidc(config.oidc, folder) }),
  }
}

/** `TAMGA_LISTEN__PORT=9000` sets `listen.port`; digits alone become a number. Names that fit no member refuse as unknown ones do. */
function overridden(value: unknown, env: ConfigSources['env']): unknown {
  if (typeof value !== 'object' || value === null) return value
  const whole: Record<string, unknown> = { ...value }
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(prefix) || foreign.has(name) || text === undefined) continue
    const steps = name.slice(prefix.length).split('__').map(memberOf)
    const [first = '', second] = steps
    const cell = /^\d+$/u.test(text) ? Number(text) : text
    if (second === undefined) whole[first] = cell
    else whole[first] = { ...(whole[first] as object | undefined), [second]: cell }
  }
  return whole
}

/** `URL_FILE` and `URLFILE` both name `urlFile` only in the first spelling: words are parted by one underscore. */
function memberOf(step: string): string {
  return step.toLowerCase().replaceAll(/_([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase())
}

/** The published JSON Schema of the configuration file. */
export function configSchema(): unknown {
  return z.toJSONSchema(Config, { io: 'input' })
}

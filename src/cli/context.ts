import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { parseKeyId } from '#protocol/identity/key-id.ts'
import type { Io } from './io.ts'
import { stop } from './stop.ts'

/** A node this person speaks to. The token stays in its own file; only the path is kept here. */
export const Context = z.object({
  node: z.string(),
  tokenFile: z.string(),
  /** Id of the key that the node's own certificate must carry. */
  nodeKey: z.string().optional(),
  party: z.string().optional(),
  user: z.string().optional(),
})
export type Context = z.infer<typeof Context>

/** `$XDG_CONFIG_HOME/tamga/contexts.json`, mode 0600. */
export const Contexts = z.object({
  current: z.string().optional(),
  contexts: z.record(z.string(), Context).default({}),
})
export type Contexts = z.infer<typeof Contexts>

export function contextsPath(io: Io): string {
  const home = io.env['XDG_CONFIG_HOME'] || join(io.env['HOME'] || homedir(), '.config')
  return join(home, 'tamga', 'contexts.json')
}

export async function readContexts(io: Io): Promise<Contexts> {
  const path = contextsPath(io)
  const text = await readFile(path, 'utf8').catch(() => '{}')
  try {
    return Contexts.parse(JSON.parse(text))
  } catch {
    throw stop('file-unreadable', { file: path })
  }
}

export async function writeContexts(io: Io, contexts: Contexts): Promise<string> {
  const path = contextsPath(io)
  await writeSecretFile(path, `${JSON.stringify(contexts, null, 2)}\n`)
  return path
}

/** Written beside and renamed, readable by its owner alone. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}.new`
  await writeFile(beside, text, { mode: 0o600 })
  await chmod(beside, 0o600)
  await rename(beside, path)
}

export interface Target {
  readonly node: URL
  readonly token: string
  readonly tokenFile: string
  /** The token file can be read by others than its owner. */
  readonly isExposed: boolean
  /** Id of the key of the node's TLS certificate; without it the certificate must come from an authority. */
  readonly nodeKey: string | undefined
}

export interface TargetOptions {
  readonly node?: string | undefined
  readonly tokenFile?: string | undefined
  readonly nodeKey?: string | undefined
  readonly context?: string | undefined
}

/** Options, else environment (`TAMGA_NODE`, `TAMGA_TOKEN_FILE`), else the context saved by `login`. */
export async function targetOf(io: Io, options: TargetOptions): Promise<Target> {
  const saved = await savedContext(io, options)
  const node = options.node ?? io.env['TAMGA_NODE'] ?? saved?.node
  if (node === undefined) throw stop('no-node')
  const tokenFile = options.tokenFile ?? io.env['TAMGA_TOKEN_FILE'] ?? saved?.tokenFile
  if (tokenFile === undefined) throw stop('no-token', { node })
  const path = resolve(io.cwd, tokenFile)
  const url = nodeUrl(node)
  const nodeKey = options.nodeKey ?? io.env['TAMGA_NODE_KEY'] ?? (await keptKey(io, url))
  return {
    node: url,
    tokenFile: path,
    nodeKey: nodeKey === undefined ? undefined : nodeKeyOf(nodeKey),
    ...(await readToken(path)),
  }
}

/** The key that some context keeps for the node. */
async function keptKey(io: Io, node: URL): Promise<string | undefined> {
  if (node.protocol !== 'https:') return undefined
  const { contexts } = await readContexts(io)
  return Object.values(contexts).find((one) => one.node === node.origin && one.nodeKey !== undefined)?.nodeKey
}

function nodeKeyOf(text: string): string {
  const key = parseKeyId(text)
  if (key === undefined) throw stop('option-invalid', { option: '--node-key', value: text })
  return key
}

async function savedContext(io: Io, options: TargetOptions): Promise<Context | undefined> {
  if (options.node !== undefined && options.tokenFile !== undefined) return undefined
  const { current, contexts } = await readContexts(io)
  const name = options.context ?? current
  if (options.context !== undefined && contexts[options.context] === undefined) {
    throw stop('context-unknown', { name: options.context, known: Object.keys(contexts).join(', ') || '–' })
  }
  return name === undefined ? undefined : contexts[name]
}

export function nodeUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/u.test(url.protocol)) throw stop('node-invalid', { node: text })
  return new URL(url.origin)
}

async function readToken(path: string): Promise<{ token: string; isExposed: boolean }> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileStop(cause, path)
  })
  const token = text.trim()
  if (token === '' || /\s/u.test(token)) throw stop('token-empty', { file: path })
  const { mode } = await stat(path)
  return { token, isExposed: process.platform !== 'win32' && (mode & 0o077) !== 0 }
}

/** What went wrong with a file, as a sentence rather than a system error. */
export function fileStop(cause: unknown, file: string): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return stop('file-missing', { file })
  if (code === 'EACCES' || code === 'EPERM') return stop('file-no-rights', { file })
  if (code === 'EISDIR') return stop('file-is-a-folder', { file })
  if (code === 'EEXIST') return stop('file-exists', { file })
  return stop('file-unreadable', { file, reason: code })
}

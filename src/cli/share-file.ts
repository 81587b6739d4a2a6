import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { fileStop } from './context.ts'
import type { Io } from './io.ts'
import { stop } from './stop.ts'

/** What goes to the node: a STIX document, or any file. */
export interface ShareFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** Reads it from the beginning, once. */
  readonly content: () => AsyncIterable<Uint8Array>
}

const stixType = 'application/stix+json;version=2.1'
const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
}

/** JSON up to this size is read whole and judged here; larger files are judged by the node as they arrive. */
const judgedBytes = 256 * 1024 * 1024

export interface ShareFileOptions {
  readonly path: string
  /** A file with a title may be anything; without one it must be STIX. */
  readonly isTitled: boolean
}

/** Opens what was named, `-` being standard input, and refuses here what the node would refuse after the whole upload. */
export async function shareFile(io: Io, { path, isTitled }: ShareFileOptions): Promise<ShareFile> {
  const found = path === '-' ? await fromInput(io) : await fromDisk(resolve(io.cwd, path), path)
  if (found.bytes === 0) throw stop('file-empty', { file: found.name })
  const isStix = await looksLikeStix(found, isTitled)
  return { ...found, mediaType: isStix ? stixType : (mediaTypes[extname(found.name)] ?? 'application/octet-stream') }
}

type Found = Omit<ShareFile, 'mediaType'>

async function fromDisk(path: string, typed: string): Promise<Found> {
  try {
    await using file = await open(path, 'r')
    const about = await file.stat()
    if (about.isDirectory()) throw stop('file-is-a-folder', { file: typed })
    const content = (): AsyncIterable<Uint8Array> => createReadStream(path)
    return { name: basename(path), bytes: about.size, content }
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'Stop') throw cause
    throw fileStop(cause, typed)
  }
}

async function fromInput(io: Io): Promise<Found> {
  const chunks: Uint8Array[] = []
  for await (const chunk of io.stdin.bytes()) chunks.push(chunk)
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const content = async function* (): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  return { name: 'stdin', bytes, content }
}

async function looksLikeStix(file: Found, isTitled: boolean): Promise<boolean> {
  const first = await firstCharacter(file)
  if (first !== '{' && first !== '[') {
    if (isTitled) return false
    throw stop('file-not-json', { file: file.name, at: first })
  }
  if (file.bytes > judgedBytes) return !isTitled
  const type = await typeOf(file)
  if (type === 'not-json' && !isTitled) throw stop('file-not-json', { file: file.name, at: '' })
  if (type === 'other' && !isTitled) throw stop('file-not-stix', { file: file.name })
  return type === 'stix'
}

async function firstCharacter(file: Found): Promise<string> {
  for await (const chunk of file.content()) {
    const text = new TextDecoder()
      .decode(chunk)
      .replace(/^\ufeff/u, '')
      .trimStart()
    if (text !== '') return text.slice(0, 1)
  }
  return ''
}

async function typeOf(file: Found): Promise<'stix' | 'other' | 'not-json'> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.content()) chunks.push(chunk)
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)))
    return isStix(value) ? 'stix' : 'other'
  } catch {
    return 'not-json'
  }
}

/** A bundle, a TAXII envelope or one object. */
function isStix(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if ('objects' in value && Array.isArray(value.objects)) return !('type' in value) || value.type === 'bundle'
  return (
    'type' in value &&
    (value.type === 'bundle' || ('id' in value && typeof value.id === 'string' && value.id.includes('--')))
  )
}

/** Whether a path exists already, for what is about to be written. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

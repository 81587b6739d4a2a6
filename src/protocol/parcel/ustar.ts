import { concat, encodeUtf8, equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { ByteReader } from './byte-reader.ts'

/**
 * Archives of what is carried by file and of backups: POSIX ustar, so that any `tar` lists them, written in one way only. Each member is a
 * plain file of at most 8 GiB, its content padded to 512 bytes; two zero blocks end the archive. A reader takes nothing
 * that `writeArchive` would not have written, so no two programs read one archive differently.
 */
export interface Member {
  /** `[a-z0-9._-]` in segments parted by `/`: at most 100 characters after the last `/` and 155 before it. */
  readonly name: string
  readonly bytes: number
}

/** A member to be written; its content must have the length that it says. */
export interface NewMember extends Member {
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** A member as it is read. Its content comes once, and before the next member; what is not taken is passed over. */
export interface ReadMember extends Member {
  readonly content: AsyncIterable<Uint8Array>
}

/** Thrown where an archive is not one of ours or breaks off. `member`: what was being read; empty before the first. */
export class ArchiveDamage extends Error {
  readonly member: string
  readonly what: 'header' | 'padding' | 'trailing' | 'truncated' | 'length' | 'digest' | 'order'

  constructor(member: string, what: ArchiveDamage['what']) {
    super(`${what} ${member}`)
    this.name = 'ArchiveDamage'
    this.member = member
    this.what = what
  }
}

const blockBytes = 512
/** The size stands in eleven octal digits. */
export const maxMemberBytes = 8 ** 11 - 1

export async function* writeArchive(
  members: Iterable<NewMember> | AsyncIterable<NewMember>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const { name, bytes, content } of members) {
    if (isAtHand(content) && bytes <= togetherBytes) {
      yield wholeOf(name, bytes, content)
      continue
    }
    yield headerOf(name, bytes)
    let written = 0
    for await (const part of content) {
      written += part.length
      yield part
    }
    if (written !== bytes) throw new Fault('member-length', { params: { name, bytes, written } })
    const padding = paddingOf(bytes)
    if (padding > 0) yield new Uint8Array(padding)
  }
  yield new Uint8Array(2 * blockBytes)
}

/** What is at hand and no larger is one part with its header: whoever reads slowly stops before or after it, and never in it. */
const togetherBytes = 1024 * 1024

/** Whether all of a content is there already. */
export const isAtHand = (content: NewMember['content']): content is readonly Uint8Array[] => Array.isArray(content)

function wholeOf(name: string, bytes: number, content: readonly Uint8Array[]): Uint8Array {
  const written = content.reduce((sum, part) => sum + part.length, 0)
  if (written !== bytes) throw new Fault('member-length', { params: { name, bytes, written } })
  return concat(headerOf(name, bytes), ...content, new Uint8Array(paddingOf(bytes)))
}

/** The members in order. Throws `ArchiveDamage`. */
export async function* readArchive(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadMember, void, undefined> {
  await using reader = new ByteReader(source)
  for (let last = ''; ;) {
    const header = await reader.take(blockBytes)
    if (header === undefined) throw new ArchiveDamage(last, 'truncated')
    if (isZero(header)) return await expectEnd(reader, last)
    const member = memberOf(header, last)
    const content = contentOf(reader, member)
    yield { ...member, content }
    while ((await content.next()).done !== true);
    const padding = await reader.take(paddingOf(member.bytes))
    if (padding === undefined) throw new ArchiveDamage(member.name, 'truncated')
    if (!isZero(padding)) throw new ArchiveDamage(member.name, 'padding')
    last = member.name
  }
}

async function* contentOf(reader: ByteReader, { name, bytes }: Member): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = bytes; left > 0;) {
    const part = await reader.some(left)
    if (part === undefined) throw new ArchiveDamage(name, 'truncated')
    left -= part.length
    yield part
  }
}

async function expectEnd(reader: ByteReader, last: string): Promise<void> {
  const second = await reader.take(blockBytes)
  if (second === undefined) throw new ArchiveDamage(last, 'truncated')
  if (!isZero(second) || (await reader.some(1)) !== undefined) throw new ArchiveDamage(last, 'trailing')
}

const paddingOf = (bytes: number): number => (blockBytes - (bytes % blockBytes)) % blockBytes
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

const nameShape = /^(?:[a-z0-9-][a-z0-9._-]*\/)*[a-z0-9-][a-z0-9._-]*$/u
const longest = { name: 100, prefix: 155 } as const

/** Name, mode, owner and group 0, size, time 0, checksum, type `0`, `ustar`, version `00`, prefix (POSIX.1-1988). */
function headerOf(path: string, bytes: number): Uint8Array {
  const at = path.lastIndexOf('/')
  const [prefix, name] = [path.slice(0, Math.max(0, at)), path.slice(at + 1)]
  const isNamed = nameShape.test(path) && name.length <= longest.name && prefix.length <= longest.prefix
  const isSized = Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= maxMemberBytes
  if (!isNamed || !isSized) throw new Fault('member-header', { params: { name: path, bytes } })
  const block = new Uint8Array(blockBytes)
  const put = (offset: number, text: string): void => block.set(encodeUtf8(text), offset)
  put(0, name)
  put(100, ['0000600', '0000000', '0000000', ''].join('\0'))
  put(124, `${octal(bytes, 11)}\0${octal(0, 11)}\0`)
  put(148, ' '.repeat(8))
  put(156, '0')
  put(257, ['ustar', '00'].join('\0'))
  put(345, prefix)
  put(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
  )
  return block
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')

/** Reads name and size, and holds the block against the one we would have written. */
function memberOf(block: Uint8Array, last: string): Member {
  const text = String.fromCharCode(...block)
  const field = (from: number, to: number): string => text.slice(from, to).replace(/\0.*$/su, '')
  const prefix = field(345, 500)
  const name = prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`
  const size = field(124, 136)
  const bytes = /^[0-7]{11}$/u.test(size) ? Number.parseInt(size, 8) : -1
  const isOurs = nameShape.test(name) && bytes >= 0 && equalBytes(headerOf(name, bytes), block)
  if (!isOurs) throw new ArchiveDamage(last, 'header')
  return { name, bytes }
}

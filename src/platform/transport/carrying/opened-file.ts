import { concat, toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import {
  carriedNames,
  maxContentsBytes,
  readContents,
  verifyContents,
  type CarriedContents,
  type CarriedMember,
} from '#protocol/parcel/carried.ts'
import { ArchiveDamage, readArchive, type ReadMember } from '#protocol/parcel/ustar.ts'
import type { Code } from '#protocol/codes.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import type { TransportPorts } from '../ports.ts'

/** A file that carries a link, opened: its contents are proved to be the author's, its members come in their order. */
export interface OpenedFile {
  readonly contents: CarriedContents
  readonly members: AsyncGenerator<CarriedFileMember, void, undefined>
}

/** A member whose bytes are held against the contents as they are read: `content` throws `ArchiveDamage` at its end. */
export interface CarriedFileMember extends CarriedMember {
  readonly content: AsyncGenerator<Uint8Array, void, undefined>
}

const rule = 'protocol 7: offline'

/** Reads the contents and whose they are. Throws `ArchiveDamage`; nothing of the file has been believed then. */
export async function openFile(
  ports: Pick<TransportPorts, 'self' | 'coalition' | 'linkKeys'>,
  source: AsyncIterable<Uint8Array>,
): Promise<OpenedFile | Refusal> {
  const archive = readArchive(source)
  const bytes = await named(archive, carriedNames.contents, maxContentsBytes)
  const contents = bytes === undefined ? undefined : readContents(bytes)
  if (bytes === undefined || contents === undefined) return malformed(carriedNames.contents)
  if (isRefusal(contents)) return contents
  const no = refusedContents(ports, contents)
  if (no !== undefined) return no
  const keys = ports.linkKeys(contents.from)
  if (keys.length === 0) return refuse('author-unknown', rule, { author: contents.from })
  const signature = await named(archive, carriedNames.signature, 64)
  const forged = signature === undefined ? malformed(carriedNames.signature) : verifyContents(bytes, signature, keys)
  return forged ?? { contents, members: membersOf(archive, contents) }
}

const malformed = (member: string): Refusal<Code> => refuse('carried-malformed', rule, { member })

function refusedContents(
  { self, coalition }: { readonly self: Party; readonly coalition: string },
  { from, to, ...contents }: CarriedContents,
): Refusal<Code> | undefined {
  if (contents.coalition !== coalition) return refuse('other-coalition', rule, { author: from, coalition })
  return to === self ? undefined : refuse('carried-elsewhere', rule, { from, to, self })
}

/** The next member, if it has that name. */
async function named(
  archive: AsyncGenerator<ReadMember, void, undefined>,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const next = await archive.next()
  if (next.done === true || next.value.name !== name || next.value.bytes > maxBytes) return undefined
  return concat(...(await Array.fromAsync(next.value.content)))
}

async function* membersOf(
  archive: AsyncGenerator<ReadMember, void, undefined>,
  { members }: CarriedContents,
): AsyncGenerator<CarriedFileMember, void, undefined> {
  for (const member of members) {
    const next = await archive.next()
    if (next.done === true) throw new ArchiveDamage(member.name, 'truncated')
    if (next.value.name !== member.name) throw new ArchiveDamage(member.name, 'order')
    if (next.value.bytes !== member.bytes) throw new ArchiveDamage(member.name, 'length')
    const content = checked(next.value.content, member)
    yield { ...member, content }
    while ((await content.next()).done !== true);
  }
  const beyond = await archive.next()
  if (beyond.done !== true) throw new ArchiveDamage(beyond.value.name, 'order')
}

async function* checked(
  content: AsyncIterable<Uint8Array>,
  { name, sha256 }: CarriedMember,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = startSha256()
  for await (const part of content) {
    hash.update(part)
    yield part
  }
  if (toHex(hash.digest()) !== sha256) throw new ArchiveDamage(name, 'digest')
}

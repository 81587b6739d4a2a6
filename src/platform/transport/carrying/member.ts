import { toHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { CarriedMember } from '#protocol/parcel/carried.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'

/** A member of a file to be: read twice, once for the contents' digest and once into the file, with the same bytes. */
export interface Source {
  readonly name: string
  readonly read: () => AsyncGenerator<Uint8Array, void, undefined>
}

/** A source whose length and digest are known. */
export interface Measured extends CarriedMember {
  readonly read: Source['read']
}

export async function measured({ name, read }: Source): Promise<Measured> {
  const hash = startSha256()
  let bytes = 0
  for await (const part of read()) {
    hash.update(part)
    bytes += part.length
  }
  return { name, bytes, sha256: toHex(hash.digest()), read }
}

/** What was measured, once more. Something that was recalled meanwhile is a fault: the file breaks off and is made again. */
export async function* unchanged({ name, sha256, read }: Measured): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = startSha256()
  for await (const part of read()) {
    hash.update(part)
    yield part
  }
  if (toHex(hash.digest()) !== sha256) throw new Fault('carried-changed', { params: { member: name } })
}

/** A source of bytes that are at hand. */
export function held(name: string, bytes: Uint8Array): Source {
  return {
    name,
    async *read() {
      yield bytes
    },
  }
}

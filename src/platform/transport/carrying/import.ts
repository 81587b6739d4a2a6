import { concat } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { CarriedContents } from '#protocol/parcel/carried.ts'
import { parseStream } from '#protocol/parcel/stream.ts'
import { ArchiveDamage } from '#protocol/parcel/ustar.ts'
import { maxListBytes, readParcels } from '#protocol/parcel/wire.ts'
import { acts } from '#platform/record/tables.ts'
import { takeList, type ListedOutcome } from '../puller.ts'
import { missingIn } from './missing.ts'
import { openFile, type CarriedFileMember } from './opened-file.ts'
import { admitIfWhole, placeOfName, takeFile, type FilePorts } from './take-file.ts'

export interface ImportPorts extends FilePorts {
  /** Holds a proof against the author's journal and its witnesses, and keeps it. */
  readonly proves: (author: Party, act: ActId, proof: Uint8Array) => Promise<Refusal | undefined>
  /** Lets the mirror of the author's journal read what the file holds of it, by path. Answers whether it grew. */
  readonly mirrors: (author: Party, journal: ReadonlyMap<string, Uint8Array>) => Promise<boolean>
}

/** What came of a file. Numbers of parcels and acts, `missing` in the streams that it carries. */
export interface Imported {
  readonly from: Party
  readonly parcels: number
  /** Acts admitted now, with their files where they have some. */
  readonly admitted: number
  readonly refused: number
  /** Parcels that had been taken in before. */
  readonly known: number
  /** Numbers up to the head of the stream that were never taken in: at most 256, the lowest. */
  readonly missing: readonly number[]
  readonly files: number
  /** Acts of the author that still wait for a file. */
  readonly waiting: number
  readonly proofs: { readonly proved: number; readonly unproved: number }
  readonly mirrored: boolean
  /** What was not admitted, and why. */
  readonly problems: readonly Pick<ListedOutcome, 'number' | 'outcome' | 'refusal'>[]
}

/**
 * Takes in a file that carries a link: each list of parcels as an answer to a pull, each sealed file as a fetched one. A list is looked at
 * only when its digest is the signed one, or damage on the way would be taken for the author's. What was taken in before a
 * damaged member stays, and taking in twice changes nothing.
 */
export async function importLink(ports: ImportPorts, source: AsyncIterable<Uint8Array>): Promise<Imported | Refusal> {
  try {
    const opened = await openFile(ports, source)
    if (isRefusal(opened)) return opened
    const taking = new Taking(ports, opened.contents)
    for await (const member of opened.members) {
      const no = await taking.take(member)
      if (no !== undefined) return no
    }
    return await taking.finish()
  } catch (error) {
    if (!(error instanceof ArchiveDamage)) throw error
    return refuse('carried-damaged', 'protocol 7: offline', { member: error.member, what: error.what })
  }
}

/** Most bytes of a member that is read into memory; lists have their own limit. */
const maxSmallBytes = 256 * 1024

class Taking {
  readonly #ports: ImportPorts
  readonly #contents: CarriedContents
  readonly #outcomes: ListedOutcome[] = []
  readonly #journal = new Map<string, Uint8Array>()
  readonly #proofs = { proved: 0, unproved: 0 }
  #files = 0
  #admitted = 0
  #refused = 0

  constructor(ports: ImportPorts, contents: CarriedContents) {
    this.#ports = ports
    this.#contents = contents
  }

  /** By the first segment of its name; one that a later version added is passed over. */
  async take(member: CarriedFileMember): Promise<Refusal | undefined> {
    const [room = '', second = ''] = member.name.split('/')
    switch (room) {
      case 'parcels':
        return this.#list(second, member)
      case 'files':
        return this.#file(member)
      case 'proofs':
        return this.#proof(second, member)
      case 'journal':
        if (member.bytes <= maxSmallBytes) this.#journal.set(`/${member.name}`, await wholeOf(member))
        return undefined
      default:
        return undefined
    }
  }

  async finish(): Promise<Imported> {
    const { from, streams } = this.#contents
    const outcomes = this.#outcomes
    const count = (...names: readonly ListedOutcome['outcome'][]): number =>
      outcomes.filter(({ outcome }) => names.includes(outcome)).length
    const missing = await Promise.all(streams.map(({ stream }) => missingIn(this.#ports.store, { peer: from, stream })))
    return {
      from,
      parcels: outcomes.length,
      admitted: count('admitted') + this.#admitted,
      refused: count('refused', 'dropped') + this.#refused,
      known: count('known'),
      missing: missing.flat(),
      files: this.#files,
      waiting: await this.#ports.store.count(acts, { standing: 'fetching', author: from }, 100_000),
      proofs: this.#proofs,
      mirrored: await this.#ports.mirrors(from, this.#journal),
      problems: outcomes.filter(({ refusal }) => refusal !== undefined),
    }
  }

  async #list(name: string, member: CarriedFileMember): Promise<Refusal | undefined> {
    const stream = parseStream(name)
    if (stream === undefined || member.bytes > maxListBytes) return malformed(member)
    const list = readParcels(await wholeOf(member))
    if (isRefusal(list)) return list
    const { outcomes } = await takeList(this.#ports, { peer: this.#contents.from, stream }, list)
    this.#outcomes.push(...outcomes)
    return undefined
  }

  async #file(member: CarriedFileMember): Promise<Refusal | undefined> {
    const place = placeOfName(member.name)
    if (place === undefined) return malformed(member)
    if (await takeFile(this.#ports, this.#contents.from, place, member)) this.#files += 1
    const outcome = await admitIfWhole(this.#ports, place.act)
    if (outcome === 'admitted') this.#admitted += 1
    if (outcome === 'refused') this.#refused += 1
    return undefined
  }

  async #proof(name: string, member: CarriedFileMember): Promise<Refusal | undefined> {
    const act = parseActId(name)
    if (act === undefined || member.bytes > maxSmallBytes) return malformed(member)
    const no = await this.#ports.proves(this.#contents.from, act, await wholeOf(member))
    this.#proofs[no === undefined ? 'proved' : 'unproved'] += 1
    return undefined
  }
}

const malformed = ({ name }: CarriedFileMember): Refusal =>
  refuse('carried-malformed', 'protocol 7: offline', { member: name })

const wholeOf = async ({ content }: CarriedFileMember): Promise<Uint8Array> =>
  concat(...(await Array.fromAsync(content)))

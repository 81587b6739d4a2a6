import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parsedObject, translates } from '#protocol/stix/members.ts'
import { searchTextOf, type StixText } from '#protocol/stix/object.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Row } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import { readSlices, type Files } from '#platform/record/files.ts'
import type { items } from '#platform/record/tables.ts'
import type { Search } from '#platform/search/search.ts'
import { rawObject, withoutDamaged } from './read.ts'
import { objects } from './tables.ts'
import { originalsOf, type Meant, type Original } from './translated.ts'

/** A text of an object in one language. */
export interface TextIn {
  /** RFC 5646, as given: `ru`, `zh-Hans`. */
  readonly language: string
  readonly name: string
  readonly description: string
}

/** The same in another language, and who says so: whoever shared the translation, in that act. */
export interface Translated extends TextIn {
  readonly by: Party
  readonly act: ActId
  /** It is of another version of the object than the one that stands beside it. */
  readonly isOfOther: boolean
}

export interface ObjectText {
  readonly position: number
  readonly object: string
  readonly type: string
  /** The version that stands in the share. */
  readonly modified: string
  readonly original: TextIn
  /** The author's first, then what arrived last; of each party one in a language. */
  readonly translations: readonly Translated[]
}

export interface TextPorts {
  readonly files: Files
  readonly search: Search
  readonly reader: Reader
}

type Share = Pick<Row<typeof items>, 'act' | 'author' | 'arrival'>
type Placed = Pick<Row<typeof objects>, (typeof placed)[number]>

const placed = ['position', 'id', 'modified', 'type', 'start', 'length'] as const
/** Translations that a share brings with it, and those of one object that others share: so many are looked into. */
const ownTranslations = 500
const othersTranslations = 20
/** STIX 2.1 section 3.2: where nothing is said. */
const usualLanguage = 'en'

export interface TextPage {
  readonly texts: readonly ObjectText[]
  /** The last object that was looked at, where there may be more. */
  readonly last?: number
}

/**
 * What objects of a share say, in every language that the reader may see: translations that came with them, and those of any other share, as
 * STIX 2.1 section 7.1 means them. Objects without a text are passed over.
 */
export async function textsOf(
  ports: TextPorts,
  share: Share,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<TextPage> {
  const where = {
    arrival: share.arrival,
    type: { not: translates },
    ...(after === undefined ? {} : { position: { gt: after } }),
  }
  const { files, reader } = ports
  const rows = await files.reads.select(objects, { where, order: ['position'], limit, columns: placed })
  const own = await ownOf(ports, share)
  const last = await originalsOf(files.reads, reader, rows.map(anyVersion))
  const texts: ObjectText[] = []
  for (const { row, raw } of await rawOf(ports, share, rows)) {
    const said = searchTextOf(raw)
    const others = said.description === '' && !own.has(row.id) ? [] : await othersOf(ports, share, row.id)
    const all = [...(own.get(row.id) ?? []), ...others]
    const isOfOther = meansOther(row, last(anyVersion(row)))
    const translations = firstOfEach(all.flatMap((one) => translatedBy(one, isOfOther(one.text))))
    if (said.description === '' && translations.length === 0) continue
    const { name, description } = said
    const original = { language: languageOf(raw), name, description }
    texts.push({
      position: row.position,
      object: row.id,
      type: row.type,
      modified: row.modified,
      original,
      translations,
    })
  }
  const end = rows.at(-1)
  return { texts, ...(rows.length === limit && end !== undefined ? { last: end.position } : {}) }
}

const anyVersion = ({ id }: Pick<Placed, 'id'>): Meant => ({ id, modified: '' })

/** A language-content object, and who shared it where. */
interface Translation {
  readonly text: StixText
  readonly by: Party
  readonly act: ActId
}

/** Those of the share itself, by the id of what they translate. */
async function ownOf(ports: TextPorts, share: Share): Promise<ReadonlyMap<string, readonly Translation[]>> {
  const where = { arrival: share.arrival, type: translates }
  const query = { where, order: ['position'], limit: ownTranslations, columns: placed } as const
  const rows = await ports.files.reads.select(objects, query)
  const found = (await rawOf(ports, share, rows)).flatMap(({ raw }) => translationIn(raw, share.author, share.act))
  return Map.groupBy(found, ({ text }) => text.translated)
}

/** Those of other shares, the newest first. */
async function othersOf(
  { files, search, reader }: TextPorts,
  share: Share,
  id: string,
): Promise<readonly Translation[]> {
  const query = { text: '', type: translates, value: id }
  const { finds } = await search.find(query, reader, { limit: othersTranslations, order: 'time' })
  const found: Translation[] = []
  for (const { act, author, object, translates: of } of finds) {
    if (act === share.act || of !== id) continue
    const raw = await rawObject(files, reader, { act, id: object }).catch(withoutDamaged)
    if (raw !== undefined) found.push(...translationIn(raw, author, act))
  }
  return found
}

/** None where its creator revoked it. */
function translationIn(raw: Uint8Array, by: Party, act: ActId): readonly Translation[] {
  return parsedObject(raw)?.['revoked'] === true ? [] : [{ text: searchTextOf(raw), by, act }]
}

const translatedBy = ({ text, by, act }: Translation, isOfOther: boolean): readonly Translated[] =>
  text.languages.map(({ language, name, description }) => ({ language, name, description, by, act, isOfOther }))

/** Of each party the first in a language. */
function firstOfEach(all: readonly Translated[]): readonly Translated[] {
  const said = new Map<string, Translated>()
  for (const one of all) {
    const key = `${one.by} ${one.language.toLowerCase()}`
    if (!said.has(key)) said.set(key, one)
  }
  return [...said.values()]
}

/** Whether a translation means another version than this: the one that it names or, where it names none, the last. */
const meansOther =
  ({ modified }: Placed, last: Original | undefined) =>
  ({ translatedVersion }: StixText): boolean => {
    const meant = translatedVersion === '' ? (last?.modified ?? modified) : translatedVersion
    return timestampKey(meant) !== timestampKey(modified)
  }

function languageOf(raw: Uint8Array): string {
  const lang = parsedObject(raw)?.['lang']
  return typeof lang === 'string' && lang !== '' ? lang : usualLanguage
}

/** Their bytes; none of a file that is damaged, or was erased meanwhile. */
async function rawOf({ files }: TextPorts, { act }: Share, rows: readonly Placed[]) {
  const slices = (await readSlices(files, { act, position: 0 }, rows).catch(withoutDamaged)) ?? []
  return rows.flatMap((row, at) => {
    const raw = slices[at]
    return raw === undefined ? [] : [{ row, raw }]
  })
}

import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import { microsOf } from './taxii-time.ts'

/** Which versions of an object are meant (section 3.4.1): the newest, the first, all, or those named. */
export interface VersionFilter {
  readonly all: boolean
  readonly last: boolean
  readonly first: boolean
  /** Sort keys (`timestampKey`) of exact versions. */
  readonly exact: ReadonlySet<string>
}

/** What a client asks of a list (sections 3.4 and 3.5). Fields are ANDed, the values of one are ORed. */
export interface TaxiiQuery {
  /** Only what was added after this, in microseconds since 1970. */
  readonly addedAfter?: number
  readonly limit?: number
  readonly next?: string
  readonly ids?: readonly string[]
  readonly types?: readonly string[]
  readonly versions: VersionFilter
  readonly specVersions?: readonly string[]
  /** Its filters in one spelling: a cursor is good for these alone. */
  readonly text: string
}

const newest: VersionFilter = { all: false, last: true, first: false, exact: new Set() }
const known = new Set([
  'added_after',
  'limit',
  'next',
  'match[id]',
  'match[type]',
  'match[version]',
  'match[spec_version]',
])
/** Where a client stands in a list. A date beside `next` can only leave out more: some send the last one they saw with it. */
const paging: ReadonlySet<string> = new Set(['limit', 'next', 'added_after'])
const maxValues = 1000
const maxLimit = 2 ** 53 - 1

/**
 * The query of a request. A field given twice, a value that is none and contradicting versions are refused (section 3.4: malformed);
 * parameters and match fields that nobody defined are passed over.
 */
export function readTaxiiQuery(search: URLSearchParams): TaxiiQuery | Refusal<Code> {
  const names = [...search.keys()].filter((name) => known.has(name))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return malformed(twice, 'twice')
  const listed = (name: string) => search.get(`match[${name}]`)?.split(',')
  const long = ['id', 'type', 'version', 'spec_version'].find((name) => (listed(name)?.length ?? 0) > maxValues)
  if (long !== undefined) return malformed(`match[${long}]`, 'many')
  const empty = names.find((name) => (search.get(name) ?? '').split(',').includes(''))
  if (empty !== undefined) return malformed(empty, 'empty')
  const unheard = names.find((name) => search.get(name)?.includes('\0'))
  if (unheard !== undefined) return malformed(unheard, 'character')
  const addedAfter = optional(search.get('added_after'), microsOf)
  if (addedAfter === false) return malformed('added_after', 'timestamp')
  const limit = optional(search.get('limit'), limitOf)
  if (limit === false) return malformed('limit', 'number')
  const versions = versionsOf(listed('version') ?? ['last'])
  if (versions === undefined) return malformed('match[version]', 'version')
  const next = search.get('next') ?? undefined
  const [ids, types, specVersions] = [listed('id'), listed('type'), listed('spec_version')]
  return {
    ...(addedAfter === undefined ? {} : { addedAfter }),
    ...(limit === undefined ? {} : { limit }),
    ...(next === undefined ? {} : { next }),
    ...(ids === undefined ? {} : { ids }),
    ...(types === undefined ? {} : { types }),
    ...(specVersions === undefined ? {} : { specVersions }),
    versions,
    text: JSON.stringify(
      names
        .filter((name) => !paging.has(name))
        .toSorted()
        .map((name) => [name, search.get(name)]),
    ),
  }
}

/** `false` for what is there and is none. */
function optional<Value>(text: string | null, parse: (text: string) => Value | undefined): Value | undefined | false {
  return text === null ? undefined : (parse(text) ?? false)
}

/** Greater than zero (section 3.4); what is beyond any page is cut to one by the server. */
function limitOf(text: string): number | undefined {
  return /^0*[1-9]\d*$/u.test(text) ? Math.min(Number(text), maxLimit) : undefined
}

/** `all` stands with nothing else; a keyword is not repeated (section 3.4.1). */
function versionsOf(values: readonly string[]): VersionFilter | undefined {
  const count = (word: string) => values.filter((value) => value === word).length
  const [all, last, first] = [count('all'), count('last'), count('first')]
  if (all > 0) return values.length === 1 ? { ...newest, all: true, last: false } : undefined
  if (last > 1 || first > 1) return undefined
  const exact = values.filter((value) => value !== 'last' && value !== 'first').map(timestampKey)
  if (exact.includes(undefined)) return undefined
  return { all: false, last: last > 0, first: first > 0, exact: new Set(exact.filter((key) => key !== undefined)) }
}

function malformed(field: string, problem: string): Refusal<Code> {
  return refuse('taxii-query', 'TAXII 2.1 3.4: filtering', { field, problem })
}

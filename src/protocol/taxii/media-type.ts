/** What every answer of TAXII 2.1 is (section 1.6.6), errors included. */
export const taxiiMediaType = 'application/taxii+json;version=2.1'
/** What the objects of a collection are (STIX 2.1, registered with IANA). */
export const stixMediaType = 'application/stix+json;version=2.1'

interface MediaRange {
  readonly type: string
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * Whether a field `Accept` takes an answer of TAXII 2.1 (section 1.6.6): with the version or without, in any order and spacing of its
 * parameters, and by the ranges that stand for everything. Without the field everything is taken (RFC 9110 section 12.5.1).
 */
export function acceptsTaxii(accept: string | null): boolean {
  if (accept === null || accept.trim() === '') return true
  return listOf(accept).some((range) => isTaken(range) && weightOf(range) > 0)
}

function isTaken({ type, parameters }: MediaRange): boolean {
  if (type === '*/*' || type === 'application/*') return true
  return type === 'application/taxii+json' && (parameters.get('version') ?? '2.1') === '2.1'
}

/**
 * Whether a field `Content-Type` says TAXII 2.1 (section 1.6.6): with the version or without, whatever other parameters there are, in any
 * order and spacing. The media type of STIX 2.1 is taken for it, since the connector of OpenCTI that posts to TAXII servers sends that.
 */
export function isTaxii(contentType: string | null): boolean {
  const [range, ...more] = listOf(contentType ?? '')
  if (range === undefined || more.length > 0) return false
  const version = range.parameters.get('version') ?? '2.1'
  return (range.type === 'application/taxii+json' || range.type === 'application/stix+json') && version === '2.1'
}

const weightOf = ({ parameters }: MediaRange): number => Number(parameters.get('q') ?? 1)

/** Elements of a list of media ranges; commas and semicolons within quotes separate nothing. */
function listOf(field: string): readonly MediaRange[] {
  return apart(field, ',').map((element) => {
    const [type = '', ...parameters] = apart(element, ';')
    return { type: type.toLowerCase(), parameters: new Map(parameters.map(parameterOf)) }
  })
}

function parameterOf(text: string): [string, string] {
  const [name = '', ...value] = text.split('=')
  return [name.trim().toLowerCase(), unquoted(value.join('=').trim())]
}

const unquoted = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replaceAll(/\\(.)/gu, '$1')
    : value

function apart(text: string, separator: ',' | ';'): readonly string[] {
  const parts: string[] = []
  let isQuoted = false
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (isQuoted && text[at] === '\\') at += 1
    else if (text[at] === '"') isQuoted = !isQuoted
    else if (!isQuoted && text[at] === separator) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  parts.push(text.slice(from).trim())
  return parts.filter((part) => part !== '')
}

import type { Format } from './shape.ts'

const decimal = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^(?:${decimal}\\.){3}${decimal}(?:/(?:3[0-2]|[12]?\\d))?$`, 'u')
const dottedTail = new RegExp(`^(?:${decimal}\\.){3}${decimal}$`, 'u')
const hextet = /^[0-9A-Fa-f]{1,4}$/u
const mac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/u
const relationshipType = /^[a-z0-9-]+$/u
const mimeType = /^[A-Za-z0-9!#$&^_.+-]{1,127}\/[A-Za-z0-9!#$&^_.+-]{1,127}(?:\s*;.*)?$/su
const charset = /^[A-Za-z0-9/.+_:()'-]{2,250}$/u
const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/u
/** What RFC 3986 has no place for; what IRIs have besides is let through. */
const notInUrl = /[\s<>"{}|\\^`\p{Cc}]/u
const badPercent = /%(?![0-9A-Fa-f]{2})/u
const notInDomain = /[\s/:@\p{Cc}]/u
const abbreviatedHive = /^(?:HKLM|HKCC|HKCR|HKCU|HKU)(?:\\|$)/iu
/** RFC 5646: language, extended languages, script, region, variants, extensions, private use. */
const language =
  /^(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?$/u
const privateLanguage = /^[Xx](?:-[A-Za-z0-9]{1,8})+$|^i-[A-Za-z0-9-]{2,20}$/u
const cpePart = /^cpe:2\.3:[aho*-]:/u
const base64 = /^[A-Za-z0-9+/]*={0,2}$/u
const hexadecimal = /^(?:[0-9a-fA-F]{2})+$/u

/** What a text of each form must be; each in time that grows with the text alone. */
export const formats: Readonly<Record<Format, (text: string) => boolean>> = {
  'relationship-type': (text) => relationshipType.test(text),
  'mime-type': (text) => mimeType.test(text),
  ipv4: (text) => ipv4.test(text),
  ipv6: isIpv6,
  mac: (text) => mac.test(text),
  charset: (text) => charset.test(text),
  url: (text) => scheme.test(text) && !notInUrl.test(text) && !badPercent.test(text),
  email: isMailbox,
  domain: isDomain,
  cpe: (text) => cpePart.test(text) && cpeFields(text) === 13,
  'registry-key': (text) => !abbreviatedHive.test(text),
}

/** Eight groups, or fewer around one `::`, the last two perhaps as IPv4; a zone and a prefix length may follow. */
function isIpv6(text: string): boolean {
  if (text.length > 300) return false
  const [address = '', prefix, ...more] = text.split('/')
  if (more.length > 0) return false
  if (prefix !== undefined && !(/^\d{1,3}$/u.test(prefix) && Number(prefix) <= 128)) return false
  const [bare = '', zone, ...zones] = address.split('%')
  if (zones.length > 0 || zone === '') return false
  const halves = bare.split('::')
  if (halves.length > 2) return false
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const all = groups.flat()
  const last = all.at(-1) ?? ''
  const isDotted = dottedTail.test(last) && (groups.at(-1)?.length ?? 0) > 0
  const hextets = isDotted ? all.slice(0, -1) : all
  const count = hextets.length + (isDotted ? 2 : 0)
  return hextets.every((group) => hextet.test(group)) && (halves.length === 2 ? count < 8 : count === 8)
}

/** RFC 5322 addr-spec, in outline: one local part, one domain, no spaces outside quotes, no display name. */
function isMailbox(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at === text.length - 1 || /[\p{Cc}<>]/u.test(text)) return false
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  const isQuoted = local.startsWith('"') && local.endsWith('"') && local.length > 1
  const isLiteral = domain.startsWith('[') && domain.endsWith(']')
  return (isQuoted || !/[\s@(),:;[\]\\"]/u.test(local)) && (isLiteral || !notInDomain.test(domain))
}

/** Labels of 1 to 63 characters, at most 253 in all; a last dot may stand. */
function isDomain(text: string): boolean {
  if (text === '' || text.length > 254 || notInDomain.test(text)) return false
  const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.')
  return labels.every((label) => label !== '' && label.length <= 63)
}

/** Fields between colons that are not escaped. */
function cpeFields(text: string): number {
  let fields = 1
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === ':') fields += 1
  }
  return fields
}

export function isLanguage(text: string): boolean {
  return text.length <= 100 && (language.test(text) || privateLanguage.test(text))
}

/** RFC 4648 section 4, with padding. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && base64.test(text)
}

export function isHex(text: string): boolean {
  return hexadecimal.test(text)
}

const dictionaryKey = /^[A-Za-z0-9_-]{1,250}$/u
const hashKey = /^[A-Za-z0-9_-]{3,250}$/u

export const isDictionaryKey = (key: string): boolean => dictionaryKey.test(key)
export const isHashKey = (key: string): boolean => hashKey.test(key)

const propertyName = /^[a-z][a-z0-9_]{2,249}$/u

/** Sections 3.1 and 11.1. */
export const isPropertyName = (name: string): boolean => propertyName.test(name) || name === 'id'

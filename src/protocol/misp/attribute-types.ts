import { asNumber, asText, macAddress, portNumber, registryKey, type Spelling } from './spelling.ts'

/** One part of an attribute's value: where it stands in a pattern, and where in the observable. */
export interface ValuePart {
  /** Path of a STIX pattern, without the type: `hashes.'SHA-256'`. */
  readonly path: string
  /** Member of the observable: `name`, `hashes.SHA-256`. `*_ref`, `*_refs`: the address that it names; `values`: data of a registry key. */
  readonly member: string
  readonly spelling: Spelling
  /** What the value must look like to stand in an observable; in a pattern it may stand all the same. */
  readonly fits?: RegExp
}

/** An attribute that says what may be seen: a pattern, and an observable where what it says suffices for one. */
export interface SeenType {
  readonly kind: 'seen'
  /** Category that MISP gives it where none is said. */
  readonly category: string
  /** Type of the object in a pattern. `address`: `ipv4-addr` or `ipv6-addr`, as the value is. */
  readonly object: string
  /** Type of the observable; absent where STIX asks for more than the value says. */
  readonly observable?: string
  /** Parts of the value; two of them are joined by `|`. */
  readonly parts: readonly [ValuePart] | readonly [ValuePart, ValuePart]
  /** Which `|` divides; absent: the last one. */
  readonly divides?: 'first'
  /** Members that the observable must have besides. */
  readonly fixed?: Readonly<Record<string, unknown>>
}

/** An attribute whose value is a rule in a language of its own. */
export interface RuleType {
  readonly kind: 'rule'
  readonly category: string
  /** `pattern_type` of STIX. */
  readonly language: string
}

/** `vulnerability`: an object of that type, known by its number. */
export interface VulnerabilityType {
  readonly kind: 'vulnerability'
  readonly category: string
}

export type AttributeType = SeenType | RuleType | VulnerabilityType

const network = 'Network activity'
const delivery = 'Payload delivery'
const anyAddress = /^[0-9a-f.:]+(?:\/\d{1,3})?$/iu
const domainName = /^[^\s/@:|]+$/u
const uriText = /^[a-z][a-z0-9+.-]*:\S+$/iu
const mailbox = /^[^\s@]+@[^\s@]+$/u

const wholeKey = { spelling: registryKey, fits: /^HKEY_[A-Z_]+(?:\\|$)/iu }

const hashNames = {
  md5: { name: 'MD5', digits: 32 },
  sha1: { name: 'SHA-1', digits: 40 },
  sha224: { name: 'SHA-224', digits: 56 },
  sha256: { name: 'SHA-256', digits: 64 },
  sha384: { name: 'SHA-384', digits: 96 },
  sha512: { name: 'SHA-512', digits: 128 },
} as const
type HashName = keyof typeof hashNames

const hashPart = (hash: HashName): ValuePart => {
  const { name, digits } = hashNames[hash]
  const path = name.includes('-') ? `hashes.'${name}'` : `hashes.${name}`
  return { path, member: `hashes.${name}`, spelling: asText, fits: new RegExp(`^[0-9a-fA-F]{${digits}}$`, 'u') }
}
const namePart: ValuePart = { path: 'name', member: 'name', spelling: asText }
const fuzzyPart: ValuePart = { path: 'hashes.SSDEEP', member: 'hashes.SSDEEP', spelling: asText }

const file = (...parts: SeenType['parts']): SeenType => ({
  kind: 'seen',
  category: delivery,
  object: 'file',
  observable: 'file',
  parts,
})
const certificate = (hash: HashName): SeenType => ({
  kind: 'seen',
  category: network,
  object: 'x509-certificate',
  observable: 'x509-certificate',
  parts: [hashPart(hash)],
})

/** One member of an object of one type, under one name in pattern and observable. */
function single(
  object: string,
  member: string,
  more: Partial<Pick<ValuePart, 'spelling' | 'fits'>> & { readonly category?: string } = {},
): SeenType {
  const { category = network, ...part } = more
  return {
    kind: 'seen',
    category,
    object,
    observable: object,
    parts: [{ path: member, member, spelling: asText, ...part }],
  }
}

const address = (side: 'src' | 'dst'): SeenType => ({
  kind: 'seen',
  category: network,
  object: 'network-traffic',
  observable: 'address',
  parts: [{ path: `${side}_ref.value`, member: 'value', spelling: asText, fits: anyAddress }],
})

const addressAndPort = (side: 'src' | 'dst'): SeenType => ({
  kind: 'seen',
  category: network,
  object: 'network-traffic',
  observable: 'network-traffic',
  parts: [
    { path: `${side}_ref.value`, member: `${side}_ref`, spelling: asText, fits: anyAddress },
    { path: `${side}_port`, member: `${side}_port`, spelling: portNumber },
  ],
})

const mail = (path: string): SeenType => ({
  kind: 'seen',
  category: delivery,
  object: path.startsWith('value') ? 'email-addr' : 'email-message',
  observable: 'email-addr',
  parts: [{ path, member: 'value', spelling: asText, fits: mailbox }],
})

/**
 * What each type of attribute is in STIX 2.1 (misp-core-format: type; paths as MISP's own translation writes them). A type that is not
 * here comes over as a note.
 */
export const attributeTypes: Readonly<Record<string, AttributeType>> = Object.assign(Object.create(null) as object, {
  'ip-src': address('src'),
  'ip-dst': address('dst'),
  'ip-src|port': addressAndPort('src'),
  'ip-dst|port': addressAndPort('dst'),
  domain: single('domain-name', 'value', { fits: domainName }),
  hostname: single('domain-name', 'value', { fits: domainName }),
  'domain|ip': {
    kind: 'seen',
    category: network,
    object: 'domain-name',
    observable: 'domain-name',
    parts: [
      { path: 'value', member: 'value', spelling: asText, fits: domainName },
      { path: 'resolves_to_refs[*].value', member: 'resolves_to_refs', spelling: asText, fits: anyAddress },
    ],
  },
  url: single('url', 'value', { fits: uriText }),
  uri: single('url', 'value', { fits: uriText }),
  email: mail('value'),
  'email-src': mail('from_ref.value'),
  'email-dst': mail('to_refs[*].value'),
  'email-subject': { ...single('email-message', 'subject', { category: delivery }), fixed: { is_multipart: false } },
  filename: file(namePart),
  md5: file(hashPart('md5')),
  sha1: file(hashPart('sha1')),
  sha224: file(hashPart('sha224')),
  sha256: file(hashPart('sha256')),
  sha384: file(hashPart('sha384')),
  sha512: file(hashPart('sha512')),
  ssdeep: file(fuzzyPart),
  'filename|md5': file(namePart, hashPart('md5')),
  'filename|sha1': file(namePart, hashPart('sha1')),
  'filename|sha224': file(namePart, hashPart('sha224')),
  'filename|sha256': file(namePart, hashPart('sha256')),
  'filename|sha384': file(namePart, hashPart('sha384')),
  'filename|sha512': file(namePart, hashPart('sha512')),
  'filename|ssdeep': file(namePart, fuzzyPart),
  regkey: single('windows-registry-key', 'key', { ...wholeKey, category: 'Persistence mechanism' }),
  'regkey|value': {
    kind: 'seen',
    category: 'Persistence mechanism',
    object: 'windows-registry-key',
    observable: 'windows-registry-key',
    parts: [
      { path: 'key', member: 'key', ...wholeKey },
      { path: 'values[*].data', member: 'values', spelling: asText },
    ],
    divides: 'first',
  },
  mutex: single('mutex', 'name', { category: 'Artifacts dropped' }),
  'user-agent': {
    kind: 'seen',
    category: network,
    object: 'network-traffic',
    parts: [{ path: "extensions.'http-request-ext'.request_header.'User-Agent'", member: '', spelling: asText }],
  },
  AS: single('autonomous-system', 'number', { spelling: asNumber }),
  'mac-address': single('mac-addr', 'value', { spelling: macAddress }),
  'x509-fingerprint-md5': certificate('md5'),
  'x509-fingerprint-sha1': certificate('sha1'),
  'x509-fingerprint-sha256': certificate('sha256'),
  vulnerability: { kind: 'vulnerability', category: delivery },
  yara: { kind: 'rule', category: 'Payload installation', language: 'yara' },
  sigma: { kind: 'rule', category: 'Payload installation', language: 'sigma' },
  snort: { kind: 'rule', category: network, language: 'snort' },
  'stix2-pattern': { kind: 'rule', category: 'Payload installation', language: 'stix' },
} satisfies Record<string, AttributeType>)

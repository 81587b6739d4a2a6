import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { validate } from './document.ts'

/** Section 2.9: the namespace of observables. */
const namespace = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex')
const other = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'

/** RFC 4122 section 4.3 over a text, by another hand than the product's. */
function uuidOf(text: string): string {
  const digest = createHash('sha1').update(namespace).update(text, 'utf8').digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')
}

function saidOf(text: string): readonly string[] {
  const verdict = validate(encodeUtf8(text))
  if (isRefusal(verdict)) throw new Error(verdict.code)
  return verdict.findings.map(({ code, path }) => `${code} ${path}`)
}

const ref = (type: string) => `${type}--${other}`
const sha = 'a'.repeat(64)

/** Section 6: of each observable a value of every property that contributes to its id, and of one that does not. */
const contributing: readonly (readonly [
  string,
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>,
])[] = [
  ['artifact', { hashes: { 'SHA-256': sha }, payload_bin: 'AAEC' }, { mime_type: 'text/plain' }],
  ['autonomous-system', { number: 15139 }, { name: 'Slime' }],
  ['directory', { path: '/srv' }, { path_enc: 'utf-8' }],
  ['domain-name', { value: 'kite.example' }, { resolves_to_refs: [ref('ipv4-addr')] }],
  ['email-addr', { value: 'kite@kite.example' }, { display_name: 'Kite' }],
  [
    'email-message',
    { from_ref: ref('email-addr'), subject: 'Kite', body: 'Heron' },
    { is_multipart: false, date: '2024-05-06T07:08:09.123Z' },
  ],
  [
    'file',
    { hashes: { MD5: 'b'.repeat(32) }, name: 'kite', parent_directory_ref: ref('directory') },
    { size: 17, mime_type: 'text/plain' },
  ],
  ['ipv4-addr', { value: '198.51.100.3' }, { resolves_to_refs: [ref('mac-addr')] }],
  ['ipv6-addr', { value: '2001:db8::1' }, { resolves_to_refs: [ref('mac-addr')] }],
  ['mac-addr', { value: 'd2:fb:49:24:37:18' }, { defanged: false }],
  ['mutex', { name: 'kite' }, { defanged: false }],
  [
    'network-traffic',
    {
      start: '2024-05-06T07:08:09.123Z',
      end: '2024-05-06T07:09:09.123Z',
      src_ref: ref('ipv4-addr'),
      dst_ref: ref('ipv4-addr'),
      src_port: 1,
      dst_port: 2,
      protocols: ['tcp'],
    },
    { src_byte_count: 17 },
  ],
  [
    'software',
    { name: 'Kite', cpe: 'cpe:2.3:a:kite:kite:1:*:*:*:*:*:*:*', swid: 'kite', vendor: 'K', version: '1' },
    { languages: ['en'] },
  ],
  ['url', { value: 'https://kite.example/' }, { defanged: false }],
  [
    'user-account',
    { account_type: 'unix', user_id: '1001', account_login: 'kite' },
    { display_name: 'Kite', is_disabled: false },
  ],
  [
    'windows-registry-key',
    { key: 'hkey_local_machine\\system', values: [{ name: 'Foo', data: 'x', data_type: 'REG_SZ' }] },
    { number_of_subkeys: 1 },
  ],
  ['x509-certificate', { hashes: { 'SHA-512': 'c'.repeat(128) }, serial_number: '36:f7' }, { version: '3' }],
]

/** RFC 8785 of values without numbers that need care and names beyond ASCII. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([one], [two]) => (one < two ? -1 : 1))
  return `{${members.map(([name, held]) => `${JSON.stringify(name)}:${sorted(held)}`).join(',')}}`
}

test.each(contributing)(
  'STIX 2.9 and 6: the id of %s is made of what the standard lists, all of it and nothing else',
  (type, made, rest) => {
    const idOf = (of: object) => `${type}--${uuidOf(sorted(of))}`
    const said = (object: object) =>
      saidOf(JSON.stringify({ type, spec_version: '2.1', ...object })).filter((one) => one.startsWith('identifier-'))
    expect(said({ id: idOf(made), ...made, ...rest })).toEqual([])
    for (const [left, value] of Object.entries(made)) {
      const fewer = Object.fromEntries(Object.entries(made).filter(([name]) => name !== left))
      if (Object.keys(fewer).length > 0)
        expect([left, said({ id: idOf(fewer), ...made })]).toEqual([left, ['identifier-derived $.id']])
      expect([left, said({ id: idOf({ [left]: value }), ...rest, [left]: value })]).toEqual([left, []])
    }
    expect(said({ id: idOf({ ...made, ...rest }), ...made, ...rest })).toEqual(['identifier-derived $.id'])
  },
)

test('STIX 2.9: an id is made of values, not of how they are spelled: numbers, escapes, order', () => {
  const as = uuidOf('{"number":15139}')
  for (const number of ['15139', '15139.0', '1.5139e4', '1513900E-2'])
    expect([number, saidOf(`{"type":"autonomous-system","number":${number},"id":"autonomous-system--${as}"}`)]).toEqual(
      [number, []],
    )
  const escaped = (text: string) =>
    Array.from(text, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', 'ж', '中', '"', '\\', '\u0001', '\u2028', '/'),
        minLength: 1,
        maxLength: 12,
      }),
      (name) => {
        const id = `mutex--${uuidOf(`{"name":${JSON.stringify(name)}}`)}`
        expect(saidOf(`{"name":"${escaped(name)}","id":"${id}","type":"mutex"}`)).toEqual([])
      },
    ),
  )
})

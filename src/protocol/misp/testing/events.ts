import { encodeUtf8 } from '#kernel/bytes.ts'

/** `5a0b1f2e-…-00000000002a`: UUIDs of invented things. */
export const uuidOf = (number: number): string => `5a0b1f2e-7c1d-4c55-9e0a-${number.toString(16).padStart(12, '0')}`

/** An invented event; `attributes` get a UUID each. */
export function eventOf(attributes: readonly object[], more: object = {}): object {
  return {
    uuid: uuidOf(1),
    info: 'Heron: infrastructure',
    date: '2026-11-01',
    timestamp: '1794000000',
    published: false,
    distribution: '3',
    threat_level_id: '2',
    analysis: '1',
    Orgc: { id: '1', uuid: uuidOf(2), name: 'CERT of Alt' },
    Attribute: attributes.map((attribute, at) => ({
      uuid: uuidOf(16 + at),
      category: 'Network activity',
      to_ids: true,
      comment: '',
      timestamp: '1794000000',
      distribution: '5',
      ...attribute,
    })),
    ...more,
  }
}

export const documentOf = (...events: readonly object[]): Uint8Array =>
  encodeUtf8(
    JSON.stringify(events.length === 1 ? { Event: events[0] } : { response: events.map((Event) => ({ Event })) }),
  )

/** A value of every type that has a place in STIX. */
export const values: Readonly<Record<string, string>> = {
  'ip-src': '192.0.2.1',
  'ip-dst': '2001:db8::7',
  'ip-src|port': '192.0.2.1|51000',
  'ip-dst|port': '2001:db8::7|443',
  domain: 'example.org',
  hostname: 'c2.example.org',
  'domain|ip': 'example.org|192.0.2.1',
  url: 'https://example.org/a?b=c',
  uri: 'ftp://example.org/a',
  email: 'post@example.org',
  'email-src': 'from@example.org',
  'email-dst': 'to@example.org',
  'email-subject': "Invoice 'overdue' \\ now",
  filename: 'a|b.exe',
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  sha1: 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
  sha224: 'a'.repeat(56),
  sha256: 'b'.repeat(64),
  sha384: 'c'.repeat(96),
  sha512: 'd'.repeat(128),
  ssdeep: '3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C',
  'filename|md5': 'a|b.exe|d41d8cd98f00b204e9800998ecf8427e',
  'filename|sha1': 'x.dll|da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'filename|sha224': `x.dll|${'a'.repeat(56)}`,
  'filename|sha256': `x.dll|${'b'.repeat(64)}`,
  'filename|sha384': `x.dll|${'c'.repeat(96)}`,
  'filename|sha512': `x.dll|${'d'.repeat(128)}`,
  'filename|ssdeep': 'x.dll|3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C',
  regkey: 'HKLM\\Software\\Heron',
  'regkey|value': 'HKLM\\Software\\Heron|a|b',
  mutex: 'Global\\heron',
  'user-agent': 'Heron/1.0 (example)',
  AS: '64496',
  'mac-address': '02-00-5E-10-00-01',
  'x509-fingerprint-md5': 'd41d8cd98f00b204e9800998ecf8427e',
  'x509-fingerprint-sha1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'x509-fingerprint-sha256': 'b'.repeat(64),
  vulnerability: 'CVE-2021-44228',
  yara: 'rule a { condition: false }',
  sigma: 'title: a',
  snort: 'alert tcp any any -> 192.0.2.1 443 (msg:"a"; sid:1;)',
  'stix2-pattern': "[file:name = 'a' OR file:name = 'b']",
}

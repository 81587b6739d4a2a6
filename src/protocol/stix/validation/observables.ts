import { notObservables } from './shared-properties.ts'
import { fileExtensions, trafficExtensions, processExtensions, accountExtensions } from './extensions.ts'
import { account, certificate, ownOf, process, registryKey } from './observable-members.ts'
import {
  boolean,
  dictionary,
  either,
  formed,
  hashes,
  hex,
  integer,
  list,
  natural,
  notBefore,
  record,
  reference,
  references,
  text,
  texts,
  timestamp,
  type ObjectRow,
  type Row,
} from './shape.ts'

type Observable = Pick<ObjectRow, 'contributes' | 'extensions'> & Row
const sco = (row: Observable): ObjectRow => ({ ...row, group: 'sco' })
const fileTimes = { ctime: timestamp, mtime: timestamp, atime: timestamp }
const address = { resolves_to_refs: references('mac-addr'), belongs_to_refs: references('autonomous-system') }
const mailboxes = references('email-addr')
const port = { kind: 'integer', least: 0, most: 65_535 } as const
const peer = reference('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name')

/** STIX cyber-observable objects, chapter 6 of the standard. */
export const observableObjects: Readonly<Record<string, ObjectRow>> = {
  artifact: sco({
    clause: '6.1',
    members: {
      mime_type: formed('mime-type'),
      payload_bin: { kind: 'binary' },
      url: formed('url'),
      hashes,
      encryption_algorithm: { kind: 'enum', values: ['AES-256-GCM', 'ChaCha20-Poly1305', 'mime-type-indicated'] },
      decryption_key: text,
    },
    rules: [
      { kind: 'one-of', members: ['payload_bin', 'url'] },
      { kind: 'excludes', member: 'payload_bin', other: 'url' },
      { kind: 'needs', member: 'url', needs: ['hashes'] },
      { kind: 'needs', member: 'decryption_key', needs: ['encryption_algorithm'] },
    ],
    contributes: ['hashes', 'payload_bin'],
  }),
  'autonomous-system': sco({
    clause: '6.2',
    members: { number: integer, name: text, rir: text },
    required: ['number'],
    contributes: ['number'],
  }),
  directory: sco({
    clause: '6.3',
    members: { path: text, path_enc: formed('charset'), ...fileTimes, contains_refs: references('file', 'directory') },
    required: ['path'],
    contributes: ['path'],
  }),
  'domain-name': sco({
    clause: '6.4',
    members: { value: formed('domain'), resolves_to_refs: references('ipv4-addr', 'ipv6-addr', 'domain-name') },
    required: ['value'],
    contributes: ['value'],
  }),
  'email-addr': sco({
    clause: '6.5',
    members: { value: formed('email'), display_name: text, belongs_to_ref: reference('user-account') },
    required: ['value'],
    contributes: ['value'],
  }),
  'email-message': sco({
    clause: '6.6',
    members: {
      is_multipart: boolean,
      date: timestamp,
      content_type: text,
      from_ref: reference('email-addr'),
      sender_ref: reference('email-addr'),
      to_refs: mailboxes,
      cc_refs: mailboxes,
      bcc_refs: mailboxes,
      message_id: text,
      subject: text,
      received_lines: texts,
      // The text of the standard asks for lists; its own example has texts.
      additional_header_fields: dictionary(either(texts, text)),
      body: text,
      body_multipart: list(
        record({
          clause: '6.6.2',
          members: {
            body: text,
            body_raw_ref: reference('artifact', 'file'),
            content_type: text,
            content_disposition: text,
          },
          rules: [
            { kind: 'one-of', members: ['body', 'body_raw_ref'] },
            { kind: 'excludes', member: 'body', other: 'body_raw_ref' },
          ],
        }),
      ),
      raw_email_ref: reference('artifact'),
    },
    required: ['is_multipart'],
    rules: [
      { kind: 'excludes', member: 'is_multipart', is: true, other: 'body' },
      { kind: 'excludes', member: 'is_multipart', is: false, other: 'body_multipart' },
    ],
    contributes: ['from_ref', 'subject', 'body'],
  }),
  file: sco({
    clause: '6.7',
    members: {
      hashes,
      size: natural,
      name: text,
      name_enc: formed('charset'),
      magic_number_hex: hex,
      mime_type: text,
      ...fileTimes,
      parent_directory_ref: reference('directory'),
      contains_refs: list({ kind: 'reference', to: { not: notObservables } }),
      content_ref: reference('artifact'),
    },
    rules: [
      { kind: 'one-of', members: ['hashes', 'name'] },
      { kind: 'needs', member: 'name_enc', needs: ['name'] },
    ],
    contributes: ['hashes', 'name', 'extensions', 'parent_directory_ref'],
    extensions: fileExtensions,
  }),
  'ipv4-addr': sco({
    clause: '6.8',
    members: { value: formed('ipv4'), ...address },
    required: ['value'],
    contributes: ['value'],
  }),
  'ipv6-addr': sco({
    clause: '6.9',
    members: { value: formed('ipv6'), ...address },
    required: ['value'],
    contributes: ['value'],
  }),
  'mac-addr': sco({
    clause: '6.10',
    members: { value: formed('mac') },
    required: ['value'],
    contributes: ['value'],
  }),
  mutex: sco({ clause: '6.11', members: { name: text }, required: ['name'], contributes: ['name'] }),
  'network-traffic': sco({
    clause: '6.12',
    members: {
      start: timestamp,
      end: timestamp,
      is_active: boolean,
      src_ref: peer,
      dst_ref: peer,
      src_port: port,
      dst_port: port,
      protocols: texts,
      src_byte_count: natural,
      dst_byte_count: natural,
      src_packets: natural,
      dst_packets: natural,
      ipfix: dictionary(either(integer, text)),
      src_payload_ref: reference('artifact'),
      dst_payload_ref: reference('artifact'),
      encapsulates_refs: references('network-traffic'),
      encapsulated_by_ref: reference('network-traffic'),
    },
    required: ['protocols'],
    rules: [
      { kind: 'one-of', members: ['src_ref', 'dst_ref'] },
      { kind: 'excludes', member: 'is_active', is: true, other: 'end' },
      notBefore('start', 'end'),
    ],
    contributes: ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
    extensions: trafficExtensions,
  }),
  process: sco({
    clause: '6.13',
    members: process,
    rules: [ownOf(process)],
    contributes: [],
    extensions: processExtensions,
  }),
  software: sco({
    clause: '6.14',
    members: {
      name: text,
      cpe: formed('cpe'),
      swid: text,
      languages: list({ kind: 'language' }),
      vendor: text,
      version: text,
    },
    required: ['name'],
    contributes: ['name', 'cpe', 'swid', 'vendor', 'version'],
  }),
  url: sco({ clause: '6.15', members: { value: formed('url') }, required: ['value'], contributes: ['value'] }),
  'user-account': sco({
    clause: '6.16',
    members: account,
    rules: [ownOf(account)],
    contributes: ['account_type', 'user_id', 'account_login'],
    extensions: accountExtensions,
  }),
  'windows-registry-key': sco({
    clause: '6.17',
    members: registryKey,
    rules: [ownOf(registryKey)],
    contributes: ['key', 'values'],
  }),
  'x509-certificate': sco({
    clause: '6.18',
    members: certificate,
    rules: [ownOf(certificate)],
    contributes: ['hashes', 'serial_number'],
  }),
}

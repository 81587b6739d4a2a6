import { beforeAll, expect, test } from 'vitest'
import { concat, decodeUtf8, encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { actIdOf, actType, exerciseActType } from '#protocol/act/act-id.ts'
import { openAct } from '#protocol/act/open.ts'
import { pae } from '#protocol/act/pae.ts'
import { writeStatement } from '#protocol/act/sign.ts'
import type { ActId, Statement } from '#protocol/act/statement.ts'
import { verifyAct } from '#protocol/act/verify.ts'
import { keyIdOf } from '#protocol/identity/key-id.ts'
import type { ActRole, PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { formatCheckpoint, openCheckpoint } from '#protocol/journal/checkpoint.ts'
import { cosignatureLine, cosignedAt, cosignedMessage } from '#protocol/journal/cosignature.ts'
import { formatNote, noteKey } from '#protocol/journal/note.ts'
import type { NoteKeyType } from '#protocol/journal/note.ts'
import { suites } from '#protocol/suite/table.ts'
import type { Opener } from '#protocol/suite/suite.ts'
import { AttachmentOpener } from './attachment-opener.ts'
import { AttachmentSealer, attachmentType, newAttachmentKey } from './attachment.ts'
import { aeadAes256Gcm, deriveChunkKeys, nonceOf } from './chunk-keys.ts'
import { carriedType, readContents, verifyContents, writeContents } from './carried.ts'
import { exportType, verifyExport, writeExportManifest } from './export-manifest.ts'
import { handedType } from './handed.ts'
import { parcelHeadType, readHead, verifyHead, writeHead } from './head.ts'
import { parcelHeaderType, readHeader, verifyHeader, writeHeader } from './header.ts'
import { openParcel, parcelType, sealParcel } from './sealed.ts'

/**
 * The worst house there could be: one Ed25519 and one ML-DSA-44 key in every role, so that nothing but its type keeps a signature
 * from passing for another.
 */
const seed = new Uint8Array(32).fill(5)
const ed = suites.ed25519.signer(seed)
const ml = suites['ml-dsa-44'].signer(seed)
const hybrid = { ed25519: toBase64Url(ed.publicKey), 'ml-dsa-44': toBase64Url(ml.publicKey) }
const keys: PartyKeys = {
  party: 'alt' as Party,
  root: hybrid,
  seal: hybrid,
  exercise: hybrid,
  journal: hybrid,
  witness: hybrid,
  box: { 'x-wing': '' },
  link: hybrid,
}

const origin = 'demo.tamga/alt/1'
const id = `act--${'0'.repeat(64)}` as ActId
const at = '2026-11-21T18:05:00.000Z' as Instant
const statement = {
  kind: 'exchange.share/1',
  coalition: id,
  author: 'alt',
  officers: ['desk-3'],
  at,
  audience: ['bor'],
  label: { level: 'open', category: 'other', handling: [] },
  charter: id,
  refs: [],
  salt: toBase64Url(new Uint8Array(32)),
  attachments: [],
  crit: [],
  body: {},
} as unknown as Statement
const drill = { ...statement, label: { ...statement.label, exercise: 'peace' } }
const header = {
  coalition: id,
  stream: 'main',
  from: 'alt' as Party,
  to: 'bor' as Party,
  number: 1,
  previous: '',
  act: id,
}
const head = {
  coalition: id,
  stream: 'main',
  from: header.from,
  to: header.to,
  lastNumber: 0,
  digest: '',
  at,
  checkpoint: '',
}
const checkpoint = encodeUtf8(formatCheckpoint({ origin, size: 7, root: new Uint8Array(32) }))
const seconds = 1_795_000_000

/** A signed type: its body, what is signed for a body, and whether a body with two signatures passes. */
interface SignedType {
  readonly body: Uint8Array
  readonly message: (body: Uint8Array) => Uint8Array | undefined
  readonly verify: (body: Uint8Array, edSignature: Uint8Array, mlSignature: Uint8Array) => boolean
}

const signedTypes: Readonly<Record<string, SignedType>> = {
  act: actOfType(actType, 'seal', writeStatement(statement)),
  'exercise act': actOfType(exerciseActType, 'exercise', writeStatement(drill)),
  'parcel header': {
    body: writeHeader(header),
    message: (body) => pae(parcelHeaderType, body),
    verify: (body, signature) => verifyHeader(body, signature, [ed.publicKey]) === undefined,
  },
  'parcel head': {
    body: writeHead(head),
    message: (body) => pae(parcelHeadType, body),
    verify: (body, signature) => verifyHead(body, signature, [ed.publicKey]) === undefined,
  },
  'carried contents': {
    body: writeContents({
      format: 'tamga-carried/1',
      coalition: id,
      from: header.from,
      to: header.to,
      created: at,
      streams: [{ stream: 'main', after: 0, last: 0 }],
      members: [],
    }),
    message: (body) => pae(carriedType, body),
    verify: (body, signature) => verifyContents(body, signature, [ed.publicKey]) === undefined,
  },
  'export manifest': {
    body: writeExportManifest({
      format: 'tamga-export/1',
      coalition: id,
      party: header.from,
      created: at,
      members: { count: 0, bytes: 0, sha256: '0'.repeat(64) },
      counts: {
        lane: 0,
        untrusted: 0,
        acts: 0,
        erased: 0,
        files: 0,
        proofs: 0,
        entries: 0,
        checkpoints: 0,
        heads: 0,
        sent: 0,
        received: 0,
      },
      absent: [],
    }),
    message: (body) => pae(exportType, body),
    verify: (body, signature) => verifyExport(body, signature, [ed.publicKey]) === undefined,
  },
  checkpoint: {
    body: checkpoint,
    message: (body) => body,
    verify: (body, signature) => {
      const key = journalKey(1)
      const note = formatNote({ text: decodeUtf8(body) ?? '', signatures: [{ name: key.name, id: key.id, signature }] })
      return openCheckpoint(note, key) !== undefined
    },
  },
  'cosignature v1': cosignatureOf(4, (edSignature) => edSignature),
  'ML-DSA-44 cosignature': cosignatureOf(6, (_, mlSignature) => mlSignature),
}

function actOfType(payloadType: string, role: ActRole, body: Uint8Array): SignedType {
  return {
    body,
    message: (bytes) => pae(payloadType, bytes),
    verify: (bytes, edSignature, mlSignature) => {
      const signatures = [
        { keyid: keyIdOf(role, 'ed25519', ed.publicKey), sig: edSignature },
        { keyid: keyIdOf(role, 'ml-dsa-44', ml.publicKey), sig: mlSignature },
      ]
      const act = openAct({ payloadType, statement: bytes, signatures })
      // Even where the form were right, the signatures alone must not pass.
      const said = isRefusal(act) ? statement : act.said
      const forged = verifyAct({ id, said, payloadType, statement: bytes, signatures }, keys, { role }) === undefined
      if (isRefusal(act) && forged) throw new Error('the signatures pass, only the form does not')
      return !isRefusal(act) && forged
    },
  }
}

function cosignatureOf(
  type: NoteKeyType,
  pick: (edSignature: Uint8Array, mlSignature: Uint8Array) => Uint8Array,
): SignedType {
  const key = journalKey(type)
  return {
    body: checkpoint,
    message: (body) => cosignedMessage(key, decodeUtf8(body) ?? '', seconds),
    verify: (body, edSignature, mlSignature) => {
      const line = cosignatureLine(key, seconds, pick(edSignature, mlSignature))
      return cosignedAt({ text: decodeUtf8(body) ?? '', signatures: [line] }, key) === seconds
    },
  }
}

function journalKey(type: NoteKeyType) {
  const key = noteKey(origin, type, type === 6 ? ml.publicKey : ed.publicKey)
  if (key === undefined) throw new Error('note key')
  return key
}

const names = Object.keys(signedTypes)
const pairs = names.flatMap((made) => names.map((read) => [made, read] as const))

test.each(pairs)('P4 signed as %s, read as %s: passes only as itself', (made, read) => {
  const [source, target] = [signedTypes[made], signedTypes[read]]
  const message = source?.message(source.body)
  if (source === undefined || target === undefined || message === undefined) throw new Error('no such type')
  const [edSignature, mlSignature] = [ed.sign(message), ml.sign(message)]
  const isSame = made === read
  expect(target.verify(source.body, edSignature, mlSignature)).toBe(isSame)
  // The very bytes that were signed, shown as a body, and the target's own body under a foreign signature.
  if (!(isSame && made === 'checkpoint')) expect(target.verify(message, edSignature, mlSignature)).toBe(false)
  if (!isSame) expect(target.verify(target.body, edSignature, mlSignature)).toBe(false)
})

test('P4 what is signed for one body differs from type to type', () => {
  const messages = names.map((name) => signedTypes[name]?.message(checkpoint)?.toHex())
  expect(new Set(messages).size).toBe(names.length)
})

test.each(names)('P4 the body of %s has the form of no header, head or contents but its own', (name) => {
  const body = signedTypes[name]?.body ?? new Uint8Array(0)
  expect(isRefusal(readHeader(body))).toBe(name !== 'parcel header')
  expect(isRefusal(readHead(body))).toBe(name !== 'parcel head')
  expect(isRefusal(readContents(body))).toBe(name !== 'carried contents')
})

const random = { bytes: (count: number) => new Uint8Array(count).fill(count) }
const secret = newAttachmentKey(random)
const plaintext = encodeUtf8('plaintext')
let box: Opener
beforeAll(async () => {
  box = await suites['x-wing'].opener(seed)
})

function sealFile() {
  const sealer = new AttachmentSealer(secret, random)
  const first = sealer.update(plaintext)
  const { sealed, ...file } = sealer.finish()
  return { sealed: concat(first, sealed), file }
}

async function sealedParcel() {
  const body = writeStatement(statement)
  const signed = {
    payloadType: actType,
    statement: body,
    signatures: [{ keyid: keyIdOf('seal', 'ed25519', ed.publicKey), sig: seed }],
  }
  const bytes = writeHeader({ ...header, act: actIdOf(actType, body) })
  const sealed = await sealParcel({ header: bytes, boxKey: box.publicKey, signed, attachmentKeys: [] })
  return { header: bytes, sealed }
}

test('P4 a sealed parcel is no attachment, and an attachment no parcel', async () => {
  const { sealed: file, file: claim } = sealFile()
  const parcel = await sealedParcel()
  expect(isRefusal(await openParcel(parcel, box))).toBe(false)
  expect(await openParcel({ ...parcel, sealed: file }, box)).toMatchObject({ code: 'parcel-not-opened' })
  expect(new AttachmentOpener(secret, claim).update(parcel.sealed)).toMatchObject({ code: 'attachment-damaged' })
})

test.each([actType, exerciseActType, parcelHeaderType, parcelHeadType, attachmentType, handedType, ''])(
  'P4 what is sealed to the box key as "%s" is no parcel',
  async (info) => {
    const parcel = await sealedParcel()
    const inside = await box.open(parcel.sealed, { info: encodeUtf8(parcelType), aad: parcel.header })
    if (inside === undefined) throw new Error('not opened')
    const sealed = await suites['x-wing'].seal(box.publicKey, inside, { info: encodeUtf8(info), aad: parcel.header })
    expect(await openParcel({ ...parcel, sealed }, box)).toMatchObject({ code: 'parcel-not-opened' })
  },
)

test.each([parcelType, actType, ''])('P4 a file sealed under the same key as "%s" is no attachment', (context) => {
  const salt = random.bytes(24)
  const key = Uint8Array.fromBase64(secret.key, { alphabet: 'base64url' })
  const chunkKeys = deriveChunkKeys(aeadAes256Gcm, key, salt, encodeUtf8(context))
  const chunk = suites['aes-256-gcm'].encrypt({ key: chunkKeys.key, nonce: nonceOf(chunkKeys, 0) }, plaintext)
  const { sealed, file } = sealFile()
  expect(isRefusal(new AttachmentOpener(secret, file).update(sealed))).toBe(false)
  const foreign = concat(salt, chunkKeys.commitment, chunk)
  expect(new AttachmentOpener(secret, file).update(foreign)).toMatchObject({ params: { what: 'commitment' } })
})

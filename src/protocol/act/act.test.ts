import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8, fromHex, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { actIdOf, actType, exerciseActType } from './act-id.ts'
import { readEnvelope, writeEnvelope } from './envelope.ts'
import { openAct } from './open.ts'
import { pae } from './pae.ts'
import { countersign, signStatement } from './sign.ts'
import type { Act, SignedAct, Statement } from './statement.ts'
import { verifyAct, verifyRoots } from './verify.ts'

const id = `act--${'0'.repeat(64)}`
const statement = {
  kind: 'exchange.share/1',
  coalition: id,
  author: 'alt',
  officers: ['desk-3'],
  at: '2026-11-21T18:05:00.000Z',
  audience: ['bor', 'cas'],
  label: { level: 'restricted', category: 'terrorism', handling: ['TLP:AMBER'], reviewBy: '2027-11-21T00:00:00.000Z' },
  charter: id,
  refs: [],
  salt: toBase64Url(new Uint8Array(32)),
  attachments: [
    { digest: '0'.repeat(64), bytes: 3, mediaType: 'application/stix+json;version=2.1', name: 'bundle.json' },
  ],
  crit: [],
  body: { title: 'A title' },
} as unknown as Statement
const drill = { ...statement, label: { ...statement.label, exercise: 'peace-2027' } }

/** Seeds of a party: the digest of its name and a number, so that these keys are the same in every run and stand in the vectors. */
const seedsOf = (name: string) => {
  let calls = 0
  return generateSeeds({ bytes: () => sha256(encodeUtf8(`tamga vectors\n${name}\n${calls++}\n`)) })
}
const keyringOf = (name: string) => keyringFromSeeds(name as Party, seedsOf(name))

let alt: Keyring
let bor: Keyring
beforeAll(async () => {
  alt = await keyringOf('alt')
  bor = await keyringOf('bor')
})

function opened(signed: SignedAct): Act {
  const act = openAct(signed)
  if (isRefusal(act)) throw new Error(`${act.code} ${JSON.stringify(act.params)}`)
  return act
}
const codeOf = (value: unknown) => (isRefusal(value) ? value.code : value)
const signedBytes = (text: string, payloadType: string = actType): SignedAct => ({
  payloadType,
  statement: encodeUtf8(text),
  signatures: [],
})

test('P4 PAE follows the example of DSSE', () => {
  const example = pae('http://example.com/HelloWorld', encodeUtf8('hello world'))
  expect(decodeUtf8(example)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
  expect(decodeUtf8(pae('тип', encodeUtf8('я')))).toBe('DSSEv1 6 тип 2 я')
})

test('P4 what is signed is opened and verified as it was said', async () => {
  const act = opened(await signStatement(statement, alt))
  expect(act.said).toEqual(statement)
  expect(act.payloadType).toBe(actType)
  expect(act.id).toBe(actIdOf(actType, act.statement))
  expect(verifyAct(act, alt.keys)).toBeUndefined()
})

test('P4 the id covers type and statement, not the signatures', async () => {
  const one = opened(await signStatement(statement, alt))
  const other = opened(await signStatement(statement, alt))
  expect(other.id).toBe(one.id)
  expect(one.signatures).not.toEqual(other.signatures)
  expect(actIdOf(exerciseActType, one.statement)).not.toBe(one.id)
})

test('P5 exercise traffic is signed by exercise keys under its own type', async () => {
  const act = opened(await signStatement(drill, alt))
  expect(act.payloadType).toBe(exerciseActType)
  expect(verifyAct(act, alt.keys)).toBeUndefined()
  expect(codeOf(verifyAct(act, alt.keys, { role: 'seal' }))).toBe('wrong-type')
  expect(codeOf(openAct({ ...act, payloadType: actType }))).toBe('wrong-type')
  const real = await signStatement(statement, alt)
  expect(codeOf(openAct({ ...real, payloadType: exerciseActType }))).toBe('wrong-type')
  expect(codeOf(verifyAct(opened(real), alt.keys, { role: 'exercise' }))).toBe('wrong-type')
})

test('P3 both signatures are required and no other is allowed', async () => {
  const act = opened(await signStatement(statement, alt))
  const [ed, ml] = act.signatures
  if (ed === undefined || ml === undefined) throw new Error('two signatures')
  const verify = (signatures: Act['signatures']) => codeOf(verifyAct({ ...act, signatures }, alt.keys))
  expect(verify([ml, ed])).toBeUndefined()
  expect(verify([ed])).toBe('signature-missing')
  expect(verify([ml])).toBe('signature-missing')
  expect(verify([])).toBe('signature-missing')
  expect(verify([ed, ml, ml])).toBe('signature-extra')
  expect(verify([ed, ml, { ...ml, keyid: `key--${'0'.repeat(64)}` }])).toBe('signature-extra')
  expect(
    verify([
      { ...ed, sig: ml.sig },
      { ...ml, sig: ed.sig },
    ]),
  ).toBe('signature-invalid')
  expect(verify([ed, { ...ml, sig: ml.sig.with(9, (ml.sig[9] ?? 0) ^ 1) }])).toBe('signature-invalid')
  expect(verify([{ ...ed, sig: ed.sig.with(9, (ed.sig[9] ?? 0) ^ 1) }, ml])).toBe('signature-invalid')
})

test('P3 another party, another role or another key does not pass', async () => {
  const act = opened(await signStatement(statement, alt))
  expect(codeOf(verifyAct(act, bor.keys))).toBe('wrong-author')
  expect(codeOf(verifyAct(act, { ...bor.keys, party: alt.keys.party }))).toBe('signature-missing')
  expect(codeOf(verifyAct(act, alt.keys, { role: 'root' }))).toBe('signature-missing')
  const byRoot = opened(await signStatement(statement, alt, 'root'))
  expect(codeOf(verifyAct(byRoot, alt.keys))).toBe('signature-missing')
  expect(verifyAct(byRoot, alt.keys, { role: 'root' })).toBeUndefined()
})

test('P8 a genesis needs the root of every founder and of nobody else', async () => {
  const genesis = { ...statement, coalition: 'self', charter: 'self' } as const
  const one = await signStatement(genesis, alt, 'root')
  const both = await countersign(one, bor, 'root')
  expect(isRefusal(openAct(both))).toBe(false)
  expect(verifyRoots(both, [alt.keys, bor.keys])).toBeUndefined()
  expect(verifyRoots(both, [bor.keys, alt.keys])).toBeUndefined()
  expect(codeOf(verifyRoots(one, [alt.keys, bor.keys]))).toBe('signature-missing')
  expect(codeOf(verifyRoots(both, [alt.keys]))).toBe('signature-extra')
  expect(codeOf(verifyRoots(await countersign(one, bor, 'seal'), [alt.keys, bor.keys]))).toBe('signature-missing')
})

test('P2 unknown members are kept and ignored, except where crit names them', async () => {
  const more = { ...statement, novelty: { a: [1] } } as unknown as Statement
  expect(opened(await signStatement(more, alt)).said).toEqual(more)
  const critical = { ...more, crit: ['novelty'] } as unknown as Statement
  expect(openAct(await signStatement(critical, alt))).toMatchObject({
    code: 'crit-unknown',
    params: { member: 'novelty' },
  })
  expect(isRefusal(openAct(await signStatement({ ...statement, crit: ['label'] }, alt)))).toBe(false)
})

test('P2 a member named __proto__ is data, and in the label it refuses', () => {
  const text = JSON.stringify(statement)
  const act = opened(signedBytes(text.replace('{', '{"__proto__":{"label":{"level":"open"}},')))
  expect(act.said.label.level).toBe('restricted')
  expect(Object.keys(act.said)).toContain('__proto__')
  expect(codeOf(openAct(signedBytes(text.replace('"label":{', '"label":{"__proto__":{},'))))).toBe('act-malformed')
})

test.each<[string, object]>([
  ['no kind', { kind: undefined }],
  ['a kind without a major', { kind: 'exchange.share' }],
  ['an empty audience', { audience: [] }],
  ['an unsorted audience', { audience: ['cas', 'bor'] }],
  ['an audience that names a party twice', { audience: ['bor', 'bor'] }],
  ['an audience of everyone spelled false', { audience: { coalition: false } }],
  ['65 recipients', { audience: Array.from({ length: 65 }, (_, at) => `p${String(at).padStart(3, '0')}`) }],
  ['an author that is no slug', { author: 'ALT' }],
  ['the same officer twice', { officers: ['desk-3', 'desk-3'] }],
  ['a person for an officer', { officers: ['Ivan Petrov'] }],
  ['an instant without milliseconds', { at: '2026-11-21T18:05:00Z' }],
  ['a day that is not', { at: '2026-02-30T18:05:00.000Z' }],
  ['a label with a member more', { label: { ...statement.label, releasable: true } }],
  ['the same handling code twice', { label: { ...statement.label, handling: ['H2', 'H2'] } }],
  ['a short salt', { salt: 'AAAA' }],
  ['a padded salt', { salt: `${statement.salt}=` }],
  ['a salt in a second spelling', { salt: `${statement.salt.slice(0, -1)}B` }],
  ['65 refs', { refs: Array.from({ length: 65 }, (_, at) => `act--${String(at).padStart(64, '0')}`) }],
  ['the same ref twice', { refs: [id, id] }],
  ['an upper-case ref', { refs: [`act--${'A'.repeat(64)}`] }],
  ['self for a coalition but not for the charter', { coalition: 'self' }],
  ['a file name with a separator', { attachments: [{ ...statement.attachments[0], name: '../secret' }] }],
  ['a file name of two dots', { attachments: [{ ...statement.attachments[0], name: '..' }] }],
  ['a file of negative length', { attachments: [{ ...statement.attachments[0], bytes: -1 }] }],
  ['a media type with a line feed', { attachments: [{ ...statement.attachments[0], mediaType: 'text/plain\n' }] }],
  ['a body that is a list', { body: [] }],
])('P4 a statement with %s is refused', (_, change) => {
  expect(codeOf(openAct(signedBytes(JSON.stringify({ ...statement, ...change }))))).toBe('act-malformed')
})

test('P2 statements outside the strict profile are refused with the place', () => {
  const text = JSON.stringify(statement)
  const finding = (changed: string) => openAct(signedBytes(changed))
  expect(finding(text.replace('"bytes":3', '"bytes":3.0'))).toMatchObject({
    code: 'not-strict-json',
    params: { finding: 'float' },
  })
  expect(finding(text.replace('{', '{"author":"bor",'))).toMatchObject({ params: { finding: 'duplicate-member' } })
  expect(finding(text.replace('{', '{"x":null,'))).toMatchObject({ params: { finding: 'null', at: 5 } })
  expect(finding(`${text} `.padEnd(262_145))).toMatchObject({ params: { finding: 'too-large' } })
  expect(finding(`[`.repeat(33))).toMatchObject({ params: { finding: 'too-deep' } })
  expect(codeOf(openAct(signedBytes(text, 'application/json')))).toBe('wrong-type')
  expect(codeOf(openAct(signedBytes('[]')))).toBe('act-malformed')
})

test('P3 one changed byte of statement or signature is refused', async () => {
  const act = opened(await signStatement(statement, alt))
  const passes = (signed: SignedAct) => {
    const read = openAct(signed)
    return !isRefusal(read) && verifyAct(read, alt.keys) === undefined
  }
  expect(passes(act)).toBe(true)
  const flip = (bytes: Uint8Array, at: number, by: number) =>
    bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ by)
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, by) => {
      expect(passes({ ...act, statement: flip(act.statement, at, by) })).toBe(false)
      for (const which of [0, 1]) {
        const signatures = act.signatures.map((one, place) =>
          place === which ? { ...one, sig: flip(one.sig, at, by) } : one,
        )
        expect(passes({ ...act, signatures })).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
})

test('P4 an envelope is read back byte for byte, and only in its strict form', async () => {
  const signed = await signStatement(statement, alt)
  const bytes = writeEnvelope(signed)
  expect(readEnvelope(bytes)).toEqual(signed)
  const text = decodeUtf8(bytes) ?? ''
  const read = (changed: string) => codeOf(readEnvelope(encodeUtf8(changed)))
  expect(read(text.replace('{', '{"more":1,'))).toBe('act-malformed')
  expect(read(text.replace('"payload":"', '"payload":"='))).toBe('act-malformed')
  expect(read(text.replace('key--', 'key-'))).toBe('act-malformed')
  expect(read(`${text}{}`)).toBe('not-strict-json')
  expect(codeOf(readEnvelope(bytes, 100))).toBe('not-strict-json')
})

interface Vectors {
  readonly parties: Readonly<Record<string, unknown>>
  readonly valid: readonly { name: string; author: string; role: string; id: string; pae: string; envelope: string }[]
  readonly refused: readonly { name: string; envelope: string; code: string; step: string }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../../vectors/act/cases.json', import.meta.url), 'utf8')) as Vectors

test('P4 the vectors name the keys that their seeds give', () => {
  expect(vectors.parties).toEqual({ alt: alt.keys, bor: bor.keys })
})

test.each(vectors.valid)('P4 vector: $name', (given) => {
  const signed = readEnvelope(fromHex(given.envelope) ?? new Uint8Array(0))
  if (isRefusal(signed)) throw new Error(signed.code)
  const act = opened(signed)
  expect(act.id).toBe(given.id)
  expect(pae(act.payloadType, act.statement).toHex()).toBe(given.pae)
  const keys = given.author === 'alt' ? alt.keys : bor.keys
  expect(verifyAct(act, keys, { role: given.role as 'seal' })).toBeUndefined()
})

test.each(vectors.refused)('P4 vector: $name is refused', (given) => {
  const signed = readEnvelope(fromHex(given.envelope) ?? new Uint8Array(0))
  const act = isRefusal(signed) ? signed : openAct(signed)
  const verdict = isRefusal(act) ? act : verifyAct(act, alt.keys)
  expect(codeOf(verdict)).toBe(given.code)
})

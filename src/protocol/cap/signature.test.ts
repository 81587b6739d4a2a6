import { createHmac, sign, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { encodeUtf8, toBase64 } from '#kernel/bytes.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { judgeSignature, type SignatureVerdict } from './signature.ts'
import { readCapXml } from './xml-read.ts'

const vectors = z
  .object({
    certificates: z.record(z.string(), z.string()),
    cases: z.array(z.object({ name: z.string(), document: z.string(), verdict: z.record(z.string(), z.string()) })),
  })
  .loose()
  .parse(JSON.parse(readFileSync('vectors/cap/signature.json', 'utf8')))
const signers = Object.entries(vectors.certificates).map(([name, pem]) => ({
  name,
  key: new X509Certificate(pem).publicKey,
}))
const judged = (document: string, trusted = signers): SignatureVerdict => judgeSignature(encodeUtf8(document), trusted)
const [rsa = '', ec = ''] = vectors.cases.map(({ document }) => document)
const why = (document: string): string | undefined => {
  const verdict = judged(document)
  return verdict.kind === 'unaccepted' ? verdict.why : verdict.kind
}

test.each(vectors.cases)('CAP 3.3.4.1 a signature of another implementation: $name', ({ document, verdict }) => {
  expect(judged(document)).toEqual(verdict)
  expect(readCapXml(encodeUtf8(document))).toMatchObject({ isSigned: true, alert: { sender: 'met@cas.example' } })
})

test('CAP 3.3.4.1 a key is trusted because the administrator says so, and never because the signature brings it', () => {
  const met = signers.filter(({ name }) => name === 'met')
  expect(judged(ec, met)).toEqual({ kind: 'unaccepted', why: 'signer' })
  expect(judged(ec, [])).toEqual({ kind: 'unaccepted', why: 'signer' })
  expect(rsa).toContain('<X509Certificate>')
})

const signature = /<Signature [^]*<\/Signature>/u.exec(rsa)?.[0] ?? ''
const info = /<info>[^]*<\/info>/u.exec(rsa)?.[0] ?? ''
const forged = rsa.replace(signature, '').replace('storm-7', 'storm-9')
const put = (document: string, inside: string) => document.replace('</alert>', `${inside}</alert>`)
const reference = /<Reference [^]*<\/Reference>/u.exec(rsa)?.[0] ?? ''
const exclusive = '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
const value = /<SignatureValue>(?<text>[^<]*)/u.exec(rsa)?.groups?.['text'] ?? ''

test.each([
  ['a word changed', rsa.replace('Severe', 'Minor'), 'digest'],
  ['a blank added', rsa.replace('<info>', '<info> '), 'digest'],
  ['an instruction before the alert', rsa.replace('<alert', '<?x y?><alert'), 'digest'],
  ['two signatures', put(rsa, signature), 'place'],
  ['a signature inside a block', rsa.replace(signature, '').replace('</info>', `${signature}</info>`), 'place'],
  [
    'the signed alert inside another',
    put(forged, `<x xmlns="urn:x">${rsa.replace(/^[^]*?<alert/u, '<alert')}</x>`),
    'place',
  ],
  [
    'the signed alert as an object',
    put(forged, signature.replace('</Signature>', '<Object><x/></Object></Signature>')),
    'form',
  ],
  ['two references', rsa.replace(reference, reference + reference), 'form'],
  ['a reference to a part', rsa.replace('URI=""', 'URI="#a"'), 'form'],
  ['a reference without a place', rsa.replace(' URI=""', ''), 'form'],
  ['a reference to an address', rsa.replace('URI=""', 'URI="http://127.0.0.1/"'), 'form'],
  [
    'a transform by a path',
    rsa.replace(
      exclusive,
      `<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>`,
    ),
    'algorithm',
  ],
  ['a transform more', rsa.replace(exclusive, exclusive + exclusive), 'algorithm'],
  [
    'prefixes added to the canonical form',
    rsa.replace(exclusive, exclusive.replace('/>', '><a/></Transform>')),
    'algorithm',
  ],
  ['a MAC under the public key', rsa.replace('rsa-sha256', 'hmac-sha256'), 'algorithm'],
  ['a key of another kind', rsa.replace('rsa-sha256', 'ecdsa-sha256'), 'signer'],
  [
    'a weaker digest',
    rsa.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
    'algorithm',
  ],
  ['base64 that is not canonical', rsa.replace(value, `${value.trim()}=`), 'base64'],
  ['a comment in the digest', rsa.replace('<DigestValue>', '<DigestValue><!-- -->'), 'base64'],
  ['a comment in the value', rsa.replace('<SignatureValue>', '<SignatureValue><!-- -->'), 'base64'],
  ['a name of its own', rsa.replace('<SignedInfo>', '<SignedInfo Id="a">'), 'form'],
  ['words between', rsa.replace('<SignedInfo>', '<SignedInfo>x'), 'form'],
  ['an empty signature', rsa.replace(signature, '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'), 'form'],
  ['none', rsa.replace(signature, ''), 'unsigned'],
])('CAP 3.3.4.1 no signature holds with %s', (_, document, code) => {
  expect(document).not.toBe(rsa)
  expect(why(document)).toBe(code)
})

/** A document in canonical form as it is written here, signed over these very bytes. */
function signedBy(make: (signedInfo: Uint8Array) => Uint8Array, method: string): string {
  const dsig = 'http://www.w3.org/2000/09/xmldsig#'
  const before = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a-1</identifier>'
  const digest = toBase64(sha256(encodeUtf8(`${before}</alert>`)))
  const step = (name: string, algorithm: string) => `<${name} Algorithm="${algorithm}"></${name}>`
  const transforms = [`${dsig}enveloped-signature`, 'http://www.w3.org/2001/10/xml-exc-c14n#'].map((each) =>
    step('Transform', each),
  )
  const parts = [
    `<Transforms>${transforms.join('')}</Transforms>`,
    step('DigestMethod', 'http://www.w3.org/2001/04/xmlenc#sha256'),
    `<DigestValue>${digest}</DigestValue>`,
  ]
  const inside = [
    step('CanonicalizationMethod', 'http://www.w3.org/2001/10/xml-exc-c14n#'),
    step('SignatureMethod', `http://www.w3.org/2001/04/xmldsig-more#${method}`),
    `<Reference URI="">${parts.join('')}</Reference>`,
  ].join('')
  const value = toBase64(make(encodeUtf8(`<SignedInfo xmlns="${dsig}">${inside}</SignedInfo>`)))
  const info = `<SignedInfo>${inside}</SignedInfo><SignatureValue>${value}</SignatureValue>`
  return `${before}<Signature xmlns="${dsig}">${info}</Signature></alert>`
}

test('CAP 3.3.4.1 what is signed are the bytes of the canonical form, under a key that is long enough and of its kind', () => {
  const trusting = (key: KeyObject) => [{ name: 'own', key }]
  const long = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const by = ({ privateKey }: typeof long) => signedBy((bytes) => sign('sha256', bytes, privateKey), 'rsa-sha256')
  expect(judged(by(long), trusting(long.publicKey))).toEqual({ kind: 'verified', signer: 'own' })
  expect(judged(by(short), trusting(short.publicKey))).toEqual({ kind: 'unaccepted', why: 'signer' })
  expect(judged(by(short), trusting(long.publicKey))).toEqual({ kind: 'unaccepted', why: 'signer' })
  const pem = long.publicKey.export({ type: 'spki', format: 'pem' })
  const mac = signedBy((bytes) => createHmac('sha256', pem).update(bytes).digest(), 'hmac-sha256')
  expect(judged(mac, trusting(long.publicKey))).toEqual({ kind: 'unaccepted', why: 'algorithm' })
})

test('CAP 3.3.4.1 whatever is changed in what is signed, it is no longer verified', () => {
  const at = rsa.indexOf(info)
  fc.assert(
    fc.property(fc.nat({ max: info.length - 1 }), fc.stringMatching(/^[a-z0-9]$/u), (place, letter) => {
      const other = rsa.slice(0, at + place) + letter + rsa.slice(at + place + 1)
      const isComment = place >= info.indexOf('<!--') && place <= info.indexOf('-->')
      if (other !== rsa && !isComment) expect(judged(other).kind).not.toBe('verified')
    }),
    { numRuns: 300 },
  )
})

import { createHash, verify, type KeyObject } from 'node:crypto'
import { XmlC14NMode, XmlDocument, XmlText, type XmlElement } from 'libxml2-wasm'
import { encodeUtf8, equalBytes, fromBase64 } from '#kernel/bytes.ts'
import { childElements } from './xml-elements.ts'
import { openXml } from './xml-open.ts'

/** Who may sign for a sender: a key that the administrator trusts, under a name of his. */
export interface CapSigner {
  readonly name: string
  readonly key: KeyObject
}

/**
 * Why a signature is not accepted. `place`: not one signature, directly in the alert. `form`: not the elements of an enveloped signature over
 * the whole document. `base64`: not canonical. `digest`: the document was changed. `algorithm`: by means that are not taken here. `signer`: by none of the
 * trusted keys.
 */
export type SignatureFault = 'place' | 'form' | 'base64' | 'digest' | 'algorithm' | 'signer'

/** What could not be verified here, for want of means or of the key; everything else is false (CAP 1.2, 3.3.4.1). */
export const unverifiable: ReadonlySet<SignatureFault> = new Set(['algorithm', 'signer'])

export type SignatureVerdict =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'verified'; readonly signer: string }
  | { readonly kind: 'unaccepted'; readonly why: SignatureFault }

export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'
const enveloped = `${signatureNamespace}enveloped-signature`
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const more = 'http://www.w3.org/2001/04/xmldsig-more#'

const digests: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  [`${more}sha384`, 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
])

interface Method {
  readonly type: 'rsa' | 'ec'
  readonly hash: string
}

/** Neither SHA-1, nor a MAC that whoever verifies could have made. */
const methods: ReadonlyMap<string, Method> = new Map(
  (['rsa', 'ec'] as const).flatMap((type) =>
    ['sha256', 'sha384', 'sha512'].map(
      (hash) => [`${more}${type === 'ec' ? 'ecdsa' : type}-${hash}`, { type, hash }] as const,
    ),
  ),
)
const leastRsaBits = 2048

/**
 * Judges the enveloped XML signature of a CAP document (CAP 1.2, 3.3.4.1) as it came: one signature, in the alert itself; one reference, to the whole
 * document; no transforms but the removal of the signature and the exclusive canonical form. What the signature says of its key is not read.
 */
export function judgeSignature(bytes: Uint8Array, signers: readonly CapSigner[]): SignatureVerdict {
  const document = openXml(bytes)
  if (!(document instanceof XmlDocument)) return { kind: 'unsigned' }
  try {
    const all = document.find('//dsig:Signature', { dsig: signatureNamespace })
    if (all.length === 0) return { kind: 'unsigned' }
    const own = [...dsigChildren(document.root)]
    const [signature] = own
    if (all.length !== 1 || own.length !== 1 || signature === undefined) return { kind: 'unaccepted', why: 'place' }
    const judged = judge(document, signature, signers)
    return typeof judged === 'string' ? { kind: 'unaccepted', why: judged } : { kind: 'verified', signer: judged.name }
  } finally {
    document.dispose()
  }
}

function* dsigChildren(parent: XmlElement): Generator<XmlElement> {
  for (const child of childElements(parent, () => undefined)) {
    if (child.namespaceUri === signatureNamespace && child.name === 'Signature') yield child
  }
}

function judge(
  document: XmlDocument,
  signature: XmlElement,
  signers: readonly CapSigner[],
): CapSigner | SignatureFault {
  const signed = readSignature(signature)
  if (typeof signed === 'string') return signed
  // First what is signed, as it stands there; then the document without its signature.
  const signedInfo = encodeUtf8(signed.info.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 }))
  signature.remove()
  const content = encodeUtf8(document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 }))
  const digest = new Uint8Array(createHash(signed.digestHash).update(content).digest())
  if (!equalBytes(digest, signed.digest)) return 'digest'
  return signers.find((signer) => isBy(signer, signedInfo, signed)) ?? 'signer'
}

interface SignedAlert {
  readonly info: XmlElement
  readonly method: Method
  readonly digestHash: string
  readonly digest: Uint8Array
  readonly value: Uint8Array
}

function readSignature(signature: XmlElement): SignedAlert | SignatureFault {
  const [info, value, ...keyInfos] = inside(signature, [])
  if (info?.name !== 'SignedInfo' || value?.name !== 'SignatureValue') return 'form'
  if (keyInfos.length > 1 || keyInfos.some(({ name }) => name !== 'KeyInfo')) return 'form'
  const [form, method, reference] = named(info, ['CanonicalizationMethod', 'SignatureMethod', 'Reference'])
  if (form === undefined || method === undefined || reference === undefined) return 'form'
  const [transforms, digestMethod, digestValue] = named(reference, ['Transforms', 'DigestMethod', 'DigestValue'], 'URI')
  if (transforms === undefined || digestMethod === undefined || digestValue === undefined) return 'form'
  if (reference.attr('URI')?.value !== '') return 'form'
  const steps = inside(transforms, [])
  if (steps.length === 0 || steps.some(({ name }) => name !== 'Transform')) return 'form'
  const means = [form, method, digestMethod, ...steps].map(algorithmOf)
  if (means.includes(undefined)) return 'form'
  const [formName, methodName = '', digestName = '', ...stepNames] = means
  const known = methods.get(methodName)
  const digestHash = digests.get(digestName)
  const isTaken = formName === exclusive && stepNames.join(' ') === `${enveloped} ${exclusive}`
  if (!isTaken || known === undefined || digestHash === undefined) return 'algorithm'
  const [digest, bytes] = [digestValue, value].map((each) => fromBase64(textOf(each)))
  if (digest === undefined || bytes === undefined) return 'base64'
  return { info, method: known, digestHash, digest, value: bytes }
}

/** The elements of an XML Signature in another, which has no attributes but these; none where anything else stands there. */
function inside(parent: XmlElement, attributes: readonly string[]): readonly XmlElement[] {
  let isPure = parent.attrs.every(({ name, namespaceUri }) => namespaceUri === '' && attributes.includes(name))
  const children = [...childElements(parent, (text) => (isPure &&= text.trim() === ''))]
  return isPure && children.every(({ namespaceUri }) => namespaceUri === signatureNamespace) ? children : []
}

function named(parent: XmlElement, names: readonly string[], ...attributes: readonly string[]): readonly XmlElement[] {
  const children = inside(parent, attributes)
  return children.map(({ name }) => name).join(' ') === names.join(' ') ? children : []
}

/** Of an element that names its means and says no more; `undefined` for another. Parameters make it another means. */
function algorithmOf(element: XmlElement): string | undefined {
  const [algorithm, ...others] = element.attrs
  if (algorithm?.name !== 'Algorithm' || algorithm.namespaceUri !== '' || others.length > 0) return undefined
  return element.firstChild === null ? algorithm.value : `${algorithm.value} with parameters`
}

/** Lines may be broken; a comment or an element in it makes it none. */
function textOf(element: XmlElement): string {
  let text = ''
  for (let child = element.firstChild; child !== null; child = child.next) {
    text += child instanceof XmlText ? child.content : '!'
  }
  return text.replaceAll(/[\t\n\r ]/gu, '')
}

function isBy({ key }: CapSigner, signedInfo: Uint8Array, { method, value }: SignedAlert): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key
  if (type !== method.type || (type === 'rsa' && (details.modulusLength ?? 0) < leastRsaBits)) return false
  try {
    return verify(method.hash, signedInfo, type === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key, value)
  } catch {
    return false
  }
}

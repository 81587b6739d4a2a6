import { fromBase64 } from '#kernel/bytes.ts'
import { parseCircle, polygonFault } from './area.ts'
import type { Holds } from './elements.ts'
import { parseGroup } from './group.ts'
import { parseReferences } from './references.ts'
import { capTimeMs } from './time.ts'

type Leaf = Extract<Holds, string>

/** Why a value is not what its element holds. Sentences: `cap.finding.<code>` in the catalogues. */
export type LeafFault =
  | 'text'
  | 'token'
  | 'time'
  | 'moment'
  | 'language'
  | 'uri'
  | 'digest'
  | 'number'
  | 'base64'
  | 'group'
  | 'references'
  | 'circle'
  | 'polygon-form'
  | 'polygon-open'
  | 'polygon-crosses'
  | 'position'

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u
/** CAP 1.2, 3.2.1: no spaces, commas or restricted characters (`<` and `&`). */
const token = /^[^\s,<&]+$/u
const language = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/u
const uri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u
/** CAP 1.2, 3.2.3: SHA-1 per FIPS 180-2; longer digests are taken too, nothing rests on either. */
const digest = /^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/u
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/u
const size = /^\d{1,12}$/u
const decimal = /^[+-]?\d{1,6}(?:\.\d{1,12})?$/u

/** `undefined` if the text is what such an element holds. Whitespace around it is part of it. */
export function leafFault(holds: Leaf, text: string): LeafFault | undefined {
  if (controls.test(text) || !text.isWellFormed()) return 'text'
  switch (holds) {
    case 'text':
      return undefined
    case 'token':
      return token.test(text) ? undefined : 'token'
    case 'time':
      return capTimeMs(text) === undefined ? 'time' : undefined
    case 'moment':
      return moment.test(text) ? undefined : 'moment'
    case 'xml':
      return undefined
    case 'language':
      return language.test(text) ? undefined : 'language'
    case 'uri':
      return uri.test(text) ? undefined : 'uri'
    case 'digest':
      return digest.test(text) ? undefined : 'digest'
    case 'size':
      return size.test(text) ? undefined : 'number'
    case 'number':
      return decimal.test(text) ? undefined : 'number'
    case 'base64':
      return fromBase64(text) === undefined ? 'base64' : undefined
    case 'group':
      return parseGroup(text) === undefined ? 'group' : undefined
    case 'references':
      return parseReferences(text) === undefined ? 'references' : undefined
    case 'circle':
      return parseCircle(text) === undefined ? 'circle' : undefined
    case 'polygon':
      return polygonFault(text)
  }
}

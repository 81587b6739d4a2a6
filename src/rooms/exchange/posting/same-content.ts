import { equalBytes, encodeUtf8 } from '#kernel/bytes.ts'
import { parsedObject } from '#protocol/stix/members.ts'
import { canonicalJson } from '#protocol/stix/validation/canonical-json.ts'

/** Whether two objects say the same, whatever the order of their members, white space and escapes (RFC 8785). */
export function isSameContent(one: Uint8Array, other: Uint8Array): boolean {
  if (equalBytes(one, other)) return true
  const [first, second] = [one, other].map((raw) => parsedObject(raw))
  if (first === undefined || second === undefined) return false
  return equalBytes(encodeUtf8(canonicalJson(first)), encodeUtf8(canonicalJson(second)))
}

import { concat, encodeUtf8 } from '#kernel/bytes.ts'

/**
 * What DSSE signs (secure-systems-lab/dsse, protocol.md): `DSSEv1 LEN(type) type LEN(body) body`, lengths in decimal bytes, one space
 * between. Every signed thing of ours that is not a C2SP note is signed in this form under a type of its own, so that no
 * signature over one type can be shown as a signature over another.
 */
export function pae(type: string, body: Uint8Array): Uint8Array {
  const typeBytes = encodeUtf8(type).length
  return concat(encodeUtf8(`DSSEv1 ${typeBytes} ${type} ${body.length} `), body)
}

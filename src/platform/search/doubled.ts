/** A copy of twice the length. */
export function doubled<A extends Uint8Array | Uint16Array | Int32Array | Float64Array>(array: A): A
export function doubled(
  array: Uint8Array | Uint16Array | Int32Array | Float64Array,
): Uint8Array | Uint16Array | Int32Array | Float64Array {
  const length = array.length * 2
  if (array instanceof Uint8Array) return copied(new Uint8Array(length), array)
  if (array instanceof Uint16Array) return copied(new Uint16Array(length), array)
  return array instanceof Int32Array ? copied(new Int32Array(length), array) : copied(new Float64Array(length), array)
}

function copied<A extends { set(from: A): void }>(into: A, from: A): A {
  into.set(from)
  return into
}

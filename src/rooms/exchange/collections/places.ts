/** Where an object stands: its place in the bundle, and its bytes in the share's file. */
export interface Place {
  readonly position: number
  readonly start: number
  readonly length: number
}

/** Places of a share that one stretch is about, however many of them are of its type. */
export const stretchPlaces = 256

/** Greatest bytes of one place: three varints of numbers below 2^53. */
const mostBytes = 24

/**
 * Places ascending by position as bytes: for each how far it is from the one before, how far its bytes are from the end of that one's, and
 * how many they are; all varints. Bytes may stand before those of the one before: the second number is doubled, and odd where it is less than none.
 */
export function packPlaces(places: readonly Place[]): Uint8Array {
  const bytes = new Uint8Array(places.length * mostBytes)
  let at = 0
  const write = (value: number): void => {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128
    bytes[at++] = rest
  }
  let [position, end] = [0, 0]
  for (const place of places) {
    const gap = place.start - end
    write(place.position - position)
    write(gap < 0 ? -gap * 2 - 1 : gap * 2)
    write(place.length)
    ;({ position } = place)
    end = place.start + place.length
  }
  return bytes.slice(0, at)
}

export function unpackPlaces(bytes: Uint8Array): readonly Place[] {
  const places: Place[] = []
  let at = 0
  /** The rest of a number of which the first byte says that there is more. */
  const more = (first: number): number => {
    let [value, weight] = [first & 127, 128]
    for (;;) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * weight
      if (byte < 128) return value
      weight *= 128
    }
  }
  let [position, end] = [0, 0]
  while (at < bytes.length) {
    // Most numbers take one byte or two.
    const far = bytes[at++] ?? 0
    position += far < 128 ? far : more(far)
    const near = bytes[at++] ?? 0
    const gap = near < 128 ? near : more(near)
    const start = end + (gap % 2 === 0 ? gap / 2 : -(gap + 1) / 2)
    const long = bytes[at++] ?? 0
    const length = long < 128 ? long : more(long)
    places.push({ position, start, length })
    end = start + length
  }
  return places
}

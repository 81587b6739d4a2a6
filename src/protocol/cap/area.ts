/** WGS 84 in degrees, latitude first as CAP writes it (CAP 1.2, 3.2.4). */
export interface Position {
  readonly latitude: number
  readonly longitude: number
}

export interface Circle {
  readonly centre: Position
  /** Kilometres. */
  readonly radius: number
}

/** More corners than this are refused: whether a line crosses itself is found by comparing its sides. */
export const mostCorners = 2000

const degrees = /^[+-]?\d{1,3}(?:\.\d{1,15})?$/u
const kilometres = /^\d{1,5}(?:\.\d{1,12})?$/u

/** `latitude,longitude` in degrees; `undefined` for another form or a place that is not on Earth. */
export function parsePosition(text: string): Position | undefined {
  const [north = '', east = '', ...more] = text.split(',')
  if (more.length > 0 || !degrees.test(north) || !degrees.test(east)) return undefined
  const position = { latitude: Number(north), longitude: Number(east) }
  return Math.abs(position.latitude) > 90 || Math.abs(position.longitude) > 180 ? undefined : position
}

/** `latitude,longitude radius`. */
export function parseCircle(text: string): Circle | undefined {
  const [at = '', far = '', ...more] = pieces(text)
  const centre = parsePosition(at)
  return centre === undefined || more.length > 0 || !kilometres.test(far) ? undefined : { centre, radius: Number(far) }
}

/** The corners of a polygon, the last equal to the first; `undefined` unless `polygonFault` finds nothing. */
export function parsePolygon(text: string): readonly Position[] | undefined {
  return polygonFault(text) === undefined ? pieces(text).flatMap((piece) => parsePosition(piece) ?? []) : undefined
}

export type PolygonFault = 'polygon-form' | 'position' | 'polygon-open' | 'polygon-crosses'

/** At least four positions, the last the first again (3.2.4); no side touches another but at their common corner. */
export function polygonFault(text: string): PolygonFault | undefined {
  const written = pieces(text)
  if (written.length < 4 || written.length > mostCorners) return 'polygon-form'
  const corners = written.map(parsePosition)
  if (!corners.every((corner) => corner !== undefined)) return 'position'
  const [first, last] = [corners[0], corners.at(-1)]
  if (first?.latitude !== last?.latitude || first?.longitude !== last?.longitude) return 'polygon-open'
  return crossesItself(corners) ? 'polygon-crosses' : undefined
}

const pieces = (text: string): readonly string[] => text.split(/\s+/u).filter((piece) => piece !== '')

interface Side {
  readonly from: Position
  readonly to: Position
  readonly at: number
}

/** Sides in order of their west end; each is compared with those that begin before it ends. */
function crossesItself(corners: readonly Position[]): boolean {
  const sides = sidesOf(corners)
  if (sides.length < 3) return true
  const ordered = sides.toSorted((a, b) => west(a) - west(b))
  return ordered.some((side, place) => {
    for (let next = place + 1; next < ordered.length; next += 1) {
      const other = ordered[next]
      if (other === undefined || west(other) > east(side)) return false
      if (touch(side, other, sides.length)) return true
    }
    return false
  })
}

/** Without what has no length: a corner written twice is no crossing. */
function sidesOf(corners: readonly Position[]): readonly Side[] {
  const distinct = corners.filter((corner, at) => !isSame(corner, corners[at - 1]))
  return distinct.slice(1).flatMap((to, at) => {
    const from = distinct[at]
    return from === undefined ? [] : [{ from, to, at }]
  })
}

const isSame = (a: Position, b: Position | undefined): boolean =>
  a.latitude === b?.latitude && a.longitude === b.longitude
const west = ({ from, to }: Side): number => Math.min(from.longitude, to.longitude)
const east = ({ from, to }: Side): number => Math.max(from.longitude, to.longitude)

/** Neighbours share a corner: they cross only where one turns back upon the other. */
function touch(a: Side, b: Side, count: number): boolean {
  const apart = Math.abs(a.at - b.at)
  if (apart !== 1 && apart !== count - 1) return meet(a, b)
  const [first, second] = a.to === b.from || isSame(a.to, b.from) ? [a, b] : [b, a]
  return turn(first.from, first.to, second.to) === 0 && isAhead(first, second)
}

/** Whether the second of two sides in line goes back over the first. */
function isAhead(first: Side, second: Side): boolean {
  const [before, after] = [first.from, second.to]
  const corner = first.to
  const dot =
    (before.longitude - corner.longitude) * (after.longitude - corner.longitude) +
    (before.latitude - corner.latitude) * (after.latitude - corner.latitude)
  return dot > 0
}

function meet(a: Side, b: Side): boolean {
  const [a1, a2] = [turn(b.from, b.to, a.from), turn(b.from, b.to, a.to)]
  const [b1, b2] = [turn(a.from, a.to, b.from), turn(a.from, a.to, b.to)]
  if (a1 * a2 < 0 && b1 * b2 < 0) return true
  const isOn = (side: Side, { latitude, longitude }: Position) =>
    west(side) <= longitude &&
    longitude <= east(side) &&
    Math.min(side.from.latitude, side.to.latitude) <= latitude &&
    latitude <= Math.max(side.from.latitude, side.to.latitude)
  return (
    (a1 === 0 && isOn(b, a.from)) ||
    (a2 === 0 && isOn(b, a.to)) ||
    (b1 === 0 && isOn(a, b.from)) ||
    (b2 === 0 && isOn(a, b.to))
  )
}

/** Positive where `c` lies to the left of the line from `a` to `b`. */
function turn(a: Position, b: Position, c: Position): -1 | 0 | 1 {
  const area =
    (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude)
  return area > 0 ? 1 : area < 0 ? -1 : 0
}

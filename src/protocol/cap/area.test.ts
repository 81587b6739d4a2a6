import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCircle, parsePolygon, parsePosition, polygonFault } from './area.ts'

test('CAP 3.2.4 a circle is a place on Earth and a radius in kilometres', () => {
  expect(parseCircle('55.75,37.62 12.5')).toEqual({ centre: { latitude: 55.75, longitude: 37.62 }, radius: 12.5 })
  expect(parseCircle('55.75,37.62 0')?.radius).toBe(0)
  for (const bad of [
    '',
    '55.75,37.62',
    '55.75 37.62 1',
    '91,0 1',
    '0,181 1',
    '0,0 -1',
    '0,0 1 2',
    '1e1,0 1',
    '0,0,0 1',
  ]) {
    expect(parseCircle(bad), bad).toBeUndefined()
  }
})

test('CAP 3.2.4 a polygon has four positions or more, and ends where it began', () => {
  expect(parsePolygon('0,0 0,1 1,1 0,0')).toHaveLength(4)
  expect(polygonFault('0,0 0,1 0,0')).toBe('polygon-form')
  expect(polygonFault('0,0 0,1 1,1 1,0')).toBe('polygon-open')
  expect(polygonFault('0,0 0,1 91,1 0,0')).toBe('position')
  expect(polygonFault('0,0 0,1 x,1 0,0')).toBe('position')
})

test('CAP 3.2.4 a polygon that crosses or touches itself is refused', () => {
  expect(polygonFault('0,0 1,1 0,1 1,0 0,0')).toBe('polygon-crosses')
  // Back upon itself, and a corner upon a side.
  expect(polygonFault('0,0 0,2 0,1 1,1 0,0')).toBe('polygon-crosses')
  expect(polygonFault('0,0 0,4 2,4 0,2 2,0 0,0')).toBe('polygon-crosses')
  // No area at all.
  expect(polygonFault('0,0 0,1 0,2 0,0')).toBe('polygon-crosses')
  expect(polygonFault('5,5 5,5 5,5 5,5')).toBe('polygon-crosses')
  // A corner written twice, and corners in line, are no crossing.
  expect(polygonFault('0,0 0,1 0,1 0,2 1,1 0,0')).toBeUndefined()
})

const corner = fc.record({ angle: fc.integer({ min: 0, max: 3599 }), far: fc.integer({ min: 5, max: 50 }) })

test('CAP 3.2.4 corners around a point, in the order of their direction, never cross', () => {
  const around = fc.uniqueArray(corner, { minLength: 3, maxLength: 40, selector: ({ angle }) => angle })
  fc.assert(
    fc.property(around, (corners) => {
      const ordered = corners.toSorted((a, b) => a.angle - b.angle)
      const gaps = ordered.map(({ angle }, at) => (ordered[at + 1]?.angle ?? (ordered[0]?.angle ?? 0) + 3600) - angle)
      // A gap of half a turn or more: the point lies outside, and sides may cross.
      fc.pre(Math.max(...gaps) < 1700)
      const places = ordered.map(({ angle, far }) => {
        const radians = (angle / 1800) * Math.PI
        return `${(far * Math.sin(radians)).toFixed(9)},${(far * Math.cos(radians)).toFixed(9)}`
      })
      const polygon = [...places, places[0]].join(' ')
      expect(polygonFault(polygon)).toBeUndefined()
      expect(parsePolygon(polygon)).toHaveLength(places.length + 1)
    }),
  )
})

test('CAP 3.2.4 a polygon says the same whichever corner it begins with and whichever way it turns', () => {
  const place = fc.record({ latitude: fc.integer({ min: -9, max: 9 }), longitude: fc.integer({ min: -9, max: 9 }) })
  fc.assert(
    fc.property(fc.array(place, { minLength: 3, maxLength: 9 }), fc.nat(), (places, shift) => {
      const ring = (corners: typeof places) =>
        [...corners, ...corners.slice(0, 1)].map(({ latitude, longitude }) => `${latitude},${longitude}`).join(' ')
      const at = shift % places.length
      const fault = polygonFault(ring(places))
      expect(polygonFault(ring([...places.slice(at), ...places.slice(0, at)]))).toBe(fault)
      expect(polygonFault(ring(places.toReversed()))).toBe(fault)
    }),
  )
})

test('CAP 3.2.4 a position has two numbers and nothing else', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const position = parsePosition(text)
      if (position === undefined) return
      expect(Math.abs(position.latitude)).toBeLessThanOrEqual(90)
      expect(Math.abs(position.longitude)).toBeLessThanOrEqual(180)
    }),
  )
})

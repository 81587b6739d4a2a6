import { expect, test } from 'vitest'
import { isWithin, parseAddressRange } from './address.ts'

const within = (one: string, other: string): boolean | undefined => {
  const [inner, outer] = [parseAddressRange(one), parseAddressRange(other)]
  return inner === undefined || outer === undefined ? undefined : isWithin(inner, outer)
}

test.each([
  ['198.51.100.0/27', '198.51.100.0/24', true],
  ['198.51.100.0/24', '198.51.100.0/27', false],
  ['198.51.100.7', '198.51.100.7/32', true],
  ['198.51.100.7/24', '198.51.100.0/24', true],
  ['10.0.0.1', '0.0.0.0/0', true],
  ['11.0.0.1', '10.0.0.0/8', false],
  ['2001:db8:dead:beef::1', '2001:0db8:dead:beef:0000:0000:0000:0000/64', true],
  ['2001:db9::', '2001:db8::/32', false],
  ['::ffff:10.0.0.1', '::ffff:0a00:0/104', true],
  ['10.0.0.1', '::/0', false],
])('STIX 9.6.1 whether %s is within %s', (one, other, expected) => {
  expect(within(one, other)).toBe(expected)
})

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '256.0.0.1',
  '1.2.3.4/33',
  '1.2.3.4/',
  '1.2.3.4/01',
  'x',
  '1::2::3',
  '::/129',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  ':::',
  '1:2:3:4:5:6:7::8:9',
  '12345::',
  '1.2.3.4::',
  '::1.2.3',
])('STIX 6.9 %j is no address', (text) => expect(parseAddressRange(text)).toBeUndefined())

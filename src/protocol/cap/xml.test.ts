import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { CapAlert } from './alert.ts'
import { alertElements } from './elements.ts'
import type { CapElement, Holds } from './elements.ts'
import { capFindingCodes } from './finding.ts'
import { exampleAlert } from './testing/example.ts'
import { capWords } from './words.ts'
import { readCapXml } from './xml-read.ts'
import { capXml } from './xml-write.ts'

const read = (text: string) => readCapXml(encodeUtf8(text))
const codes = (text: string) => read(text).findings.map(({ code }) => code)

test('CAP 3.4 what is written is read back, value for value', () => {
  expect(read(capXml(exampleAlert))).toEqual({ alert: exampleAlert, findings: [] })
})

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  // eslint-disable-next-line no-control-regex -- what XML has no place for
  .filter((each) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/u.test(each))
const leaves: Readonly<Record<Extract<Holds, string>, fc.Arbitrary<string>>> = {
  text,
  moment: fc.constant('2026-11-21T18:05:00.123Z'),
  xml: fc.constant('x'),
  token: fc.stringMatching(/^[A-Za-z0-9.@:-]{1,20}$/u),
  time: fc.constantFrom('2026-11-21T18:05:00+03:00', '2026-11-21T18:05:00-00:00', '2026-11-21T10:35:00-04:30'),
  language: fc.constantFrom('ru', 'zh-CN', 'en'),
  uri: fc.constantFrom('https://desk.example/a?b=1&c=%20', 'urn:x:1'),
  digest: fc.stringMatching(/^[0-9a-f]{64}$/u),
  size: fc.stringMatching(/^[1-9][0-9]{0,8}$/u),
  base64: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  number: fc.constantFrom('0', '-12.5', '3000'),
  polygon: fc.constantFrom('0,0 0,1 1,1 0,0', '55.1,37.2 55.1,38 56,38 56,37.2 55.1,37.2'),
  circle: fc.constantFrom('55.75,37.62 10', '-1,-1 0.5'),
  group: fc.constantFrom('alt', 'alt "desk of bor"'),
  references: fc.constantFrom('duty@alt,a-1,2026-11-20T18:05:00+03:00'),
}

function valueOf(holds: Holds): fc.Arbitrary<unknown> {
  if (typeof holds === 'string') return leaves[holds]
  return 'of' in holds ? membersOf(holds.of) : fc.constantFrom(...capWords[holds.word])
}

function membersOf(elements: readonly CapElement[]): fc.Arbitrary<object> {
  const members = elements.map(({ name, occurs, holds }): [string, fc.Arbitrary<unknown>] => {
    const value = valueOf(holds)
    if (occurs === 'one') return [name, value]
    if (occurs === 'some') return [name, fc.array(value, { minLength: 1, maxLength: 2 })]
    const other = occurs === 'any' ? fc.array(value, { minLength: 1, maxLength: 2 }) : value
    return [name, fc.option(other, { nil: undefined })]
  })
  return fc
    .record(Object.fromEntries(members))
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)))
}

test('CAP 3.4 any alert that its schema admits is read back as written, or refused for what it means alone', () => {
  fc.assert(
    fc.property(membersOf(alertElements), (members) => {
      const alert = CapAlert.parse(members)
      const back = read(capXml(alert))
      if (back.alert !== undefined) expect(back.alert).toEqual(alert)
      // What is found is found by the rules and not by the form.
      for (const { clause } of back.findings) expect(clause).not.toBe('3.4')
    }),
    { numRuns: 60 },
  )
})

const whole = capXml(exampleAlert)

test.each([
  ['another root', whole.replace('<alert ', '<alarm ').replace('</alert>', '</alarm>'), 'root'],
  ['CAP 1.1', whole.replace('cap:1.2', 'cap:1.1'), 'root'],
  ['an element of no standard', whole.replace('<event>', '<danger>1</danger><event>'), 'element-unknown'],
  ['an element in a value', whole.replace('<event>', '<event><b>x</b>'), 'element-unknown'],
  ['elements out of order', swapped(whole), 'element-order'],
  ['an element twice', whole.replace('<sent>', '<sent>2026-11-21T18:05:00+03:00</sent><sent>'), 'element-repeated'],
  ['a missing element', whole.replace(/<sender>.*<\/sender>/u, ''), 'element-missing'],
  ['text between elements', whole.replace('<info>', 'words<info>'), 'element-mixed'],
  ['an attribute', whole.replace('<info>', '<info id="1">'), 'attribute'],
  ['an empty element', whole.replace(/<event>.*<\/event>/u, '<event></event>'), 'empty'],
  ['a word of no list', whole.replace('>Actual<', '>actual<'), 'unlisted'],
  ['a time in Z', whole.replace('18:05:00+03:00', '15:05:00Z'), 'time'],
  ['a long text', whole.replace('<event>', `<event>${'x'.repeat(20_001)}`), 'long'],
  ['many of one', whole.replace('<category>', '<category>Fire</category>'.repeat(201) + '<category>'), 'element-many'],
  ['no XML', 'not xml', 'unreadable'],
  ['XML cut short', whole.slice(0, 400), 'unreadable'],
  ['a document type', `<!DOCTYPE alert [<!ENTITY a "b">]>${whole.slice(whole.indexOf('<alert'))}`, 'doctype'],
  ['another encoding', whole.replace('UTF-8', 'windows-1251'), 'encoding'],
])('CAP 3.4 %s is refused with its reason', (_, document, code) => {
  expect(read(document).alert).toBeUndefined()
  expect(codes(document)).toContain(code)
  expect(capFindingCodes[codes(document)[0] ?? 'root']).toBe('error')
})

function swapped(document: string): string {
  const status = /<status>.*<\/status>\s*/u.exec(document)?.[0] ?? ''
  return document.replace(status, '').replace('<sender>', `${status}<sender>`)
}

test('CAP 3.4 bytes that are no UTF-8, a bomb of entities and one of depth are refused at once', () => {
  expect(readCapXml(new Uint8Array([0xff, 0xfe, 0x3c, 0x00])).findings[0]?.code).toBe('encoding')
  const entities = Array.from({ length: 30 }, (_, at) => `<!ENTITY e${at + 1} "&e${at};&e${at};">`).join('')
  expect(codes(`<!DOCTYPE a [<!ENTITY e0 "x">${entities}]><a>&e30;</a>`)).toEqual(['doctype'])
  expect(codes('<a>'.repeat(100_000))).toEqual(['unreadable'])
  expect(readCapXml(new Uint8Array(5 * 1024 * 1024)).findings[0]?.code).toBe('long')
})

test('CAP 3.4 a signature beside the alert is passed over, and told', () => {
  const signed = whole.replace(
    '</alert>',
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><x/></Signature></alert>',
  )
  expect(read(signed)).toEqual({ alert: exampleAlert, findings: [], isSigned: true })
})

test('CAP 3.4 whatever bytes come, reading answers', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(readCapXml(bytes).findings.length).toBeGreaterThan(0)
    }),
  )
  fc.assert(
    fc.property(fc.nat({ max: whole.length }), fc.nat({ max: 40 }), fc.string({ maxLength: 5 }), (at, cut, put) => {
      const { alert, findings } = read(whole.slice(0, at) + put + whole.slice(at + cut))
      expect(alert !== undefined || findings.some(({ severity }) => severity === 'error')).toBe(true)
    }),
  )
})

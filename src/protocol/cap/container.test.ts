import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { readHeldAlerts } from './container-read.ts'
import { edxlXml } from './edxl-write.ts'
import { exampleAlert } from './testing/example.ts'
import { readCapXml } from './xml-read.ts'
import { capXml } from './xml-write.ts'

const read = (text: string) => readHeldAlerts(encodeUtf8(text))
const codes = (text: string) => read(text).findings.map(({ code }) => code)
const cap = capXml(exampleAlert).replace(/^<\?xml[^>]*>\n/u, '')
const distribution = edxlXml(exampleAlert, 'restricted')

test('EDXL-DE 1.0 an alert in a distribution comes out as it went in, and outside stands what it says of whom, where and what for', () => {
  const { alerts, findings } = read(distribution)
  expect(findings).toEqual([])
  expect(alerts.map(({ alert, place }) => [place, alert])).toEqual([
    ['/EDXLDistribution/contentObject[1]/xmlContent/embeddedXMLContent[1]/alert', exampleAlert],
  ])
  expect(readCapXml(encodeUtf8(alerts[0]?.document ?? '')).alert).toEqual(exampleAlert)
  for (const line of [
    '<distributionType>Update</distributionType>',
    '<distributionReference>alt-2026-0016,duty@alt.example,2026-11-20T17:40:00+03:00</distributionReference>',
    '<explicitAddressValue>duty desk of cas</explicitAddressValue>',
    '<circle>55.75,37.62 10</circle>',
  ]) {
    expect(distribution).toContain(line.replace('11-20T', '11-21T'))
  }
})

const changed = (from: string | RegExp, to: string) => distribution.replace(from, to)

test.each([
  ['another version', changed('EDXL:DE:1.0', 'EDXL:DE:2.0'), 'root'],
  ['no confidentiality', changed(/<combinedConf.*\n/u, ''), 'element-missing'],
  ['an element of no standard', changed('<senderID>', '<danger/><senderID>'), 'element-unknown'],
  ['a type of no list', changed('>Update</distributionType>', '>Alert</distributionType>'), 'unlisted'],
  ['a time without an offset', changed(/(<dateTimeSent>[^+]*)\+03:00/u, '$1'), 'moment'],
  ['a sender without a domain', changed(/<senderID>.*<\/senderID>/u, '<senderID>duty</senderID>'), 'sender-form'],
  ['a circle that is none', changed('55.75,37.62 10</circle>', '955,37 10</circle>'), 'circle'],
  ['an object without content', changed('</contentObject>', '</contentObject><contentObject/>'), 'content-missing'],
  ['no alert inside', changed(/<alert[^]*<\/alert>/u, '<note xmlns="urn:x"/>'), 'alert-missing'],
  ['an exercise called actual', changed('Actual</status>', 'Exercise</status>'), 'status-differs'],
  ['a document type', changed('<EDXL', '<!DOCTYPE a><EDXL'), 'doctype'],
  ['length', `${distribution}${' '.repeat(4 * 1024 * 1024)}`, 'long'],
])('EDXL-DE 1.0 %s is refused with its reason', (_, text, code) => {
  const { alerts, findings } = read(text)
  expect([...findings, ...alerts.flatMap((each) => each.findings)].map((each) => each.code)).toContain(code)
  expect(alerts.filter(({ alert }) => alert !== undefined)).toEqual([])
})

const entries = (...inside: readonly string[]) =>
  inside.map((each) => `<entry><title>x</title>${each}</entry>`).join('')
const atom = (inside: string) => `<feed xmlns="http://www.w3.org/2005/Atom">${inside}</feed>`
const rss = (inside: string) => `<rss version="2.0"><channel><title>x</title>${inside}</channel></rss>`

test('RFC 4287 and RSS 2.0: alerts are taken from the entries of a feed, and an entry that leads elsewhere is named and not fetched', () => {
  const elsewhere = '<link href="https://met.example/1.xml" type="application/cap+xml"/>'
  const fed = read(
    atom(entries(`<content type="text/xml">${cap}</content>`, elsewhere, cap.replace('<event>', '<danger/><event>'))),
  )
  expect(fed.alerts.map(({ place, alert }) => [place, alert?.identifier])).toEqual([
    ['/entry[1]', exampleAlert.identifier],
    ['/entry[3]', undefined],
  ])
  expect(fed.findings).toMatchObject([{ code: 'entry-elsewhere', severity: 'warning', path: '/entry[2]' }])
  const item = `<item xmlns:c="urn:oasis:names:tc:emergency:cap:1.2"><guid>1</guid>${cap}</item>`
  expect(read(rss(item + item)).alerts.map(({ alert }) => alert)).toEqual([exampleAlert, exampleAlert])
  expect(codes(atom('<entry/>'.repeat(501)))).toEqual(['element-many'])
  expect(read(capXml(exampleAlert)).alerts).toMatchObject([
    { place: '', alert: exampleAlert, document: capXml(exampleAlert) },
  ])
})

test('RFC 4287 and EDXL-DE: whatever bytes come, reading answers', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(distribution, atom(entries(cap))),
      fc.nat({ max: 4000 }),
      fc.nat({ max: 40 }),
      fc.string({ maxLength: 5 }),
      (text, at, cut, put) => {
        const { alerts, findings } = read(text.slice(0, at) + put + text.slice(at + cut))
        expect(alerts.length + findings.length).toBeGreaterThan(0)
      },
    ),
  )
})

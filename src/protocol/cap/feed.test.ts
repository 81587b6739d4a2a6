import { expect, test } from 'vitest'
import { XmlDocument } from 'libxml2-wasm'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { atomFeed, rssFeed, type Feed } from './feed-write.ts'
import { exampleAlert } from './testing/example.ts'
import { readCapXml } from './xml-read.ts'
import { capXml } from './xml-write.ts'

const at = '2026-11-21T18:05:00.000Z' as Instant
const hostile = 'Drones </title><entry>&amp;"\u0007\uffff\ud800 <b>'
const feed: Feed = {
  id: 'urn:tamga:alerts:alt:actual',
  title: 'Alerts',
  author: 'alt',
  language: 'en',
  updated: at,
  self: 'https://alt.example/api/v1/alert-feed.atom?limit=1&mode=actual',
  next: 'https://alt.example/next',
  entries: [
    {
      id: 'urn:tamga:act--1',
      title: hostile,
      summary: hostile,
      author: 'duty@bor',
      published: at,
      updated: at,
      href: 'https://alt.example/api/v1/alerts/act--1/cap',
      state: { term: 'live', label: hostile },
      words: { event: hostile, severity: 'Severe' },
    },
  ],
}
const spaces = { a: 'http://www.w3.org/2005/Atom', cap: 'urn:oasis:names:tc:emergency:cap:1.2' }

function told(text: string, paths: readonly string[]): readonly (string | undefined)[] {
  using document = XmlDocument.fromString(text)
  return paths.map((path) => {
    const value = document.eval(`string(${path})`, spaces)
    return typeof value === 'string' ? value : undefined
  })
}

test('RFC 4287 and RSS 2.0: what others wrote stands in a feed as text and nothing else, whatever it holds', () => {
  const shown = 'Drones </title><entry>&amp;"\ufffd\ufffd\ufffd <b>'
  expect(
    told(atomFeed(feed), [
      'count(//*)',
      '/a:feed/a:updated',
      '/a:feed/a:link[@rel="self"]/@href',
      '/a:feed/a:link[@rel="next"]/@href',
      '/a:feed/a:entry/a:id',
      '/a:feed/a:entry/a:title',
      '/a:feed/a:entry/a:category/@label',
      '/a:feed/a:entry/a:link[@type="application/cap+xml"]/@href',
      '/a:feed/a:entry/cap:event',
    ]),
  ).toEqual(['20', at, feed.self, feed.next, 'urn:tamga:act--1', shown, shown, feed.entries[0]?.href, shown])
  expect(
    told(rssFeed(feed), [
      '/rss/@version',
      '/rss/channel/link',
      '/rss/channel/lastBuildDate',
      '/rss/channel/item/title',
      '/rss/channel/item/guid',
      '/rss/channel/item/pubDate',
      '/rss/channel/item/category',
    ]),
  ).toEqual([
    '2.0',
    feed.self,
    'Sat, 21 Nov 2026 18:05:00 +0000',
    shown,
    'urn:tamga:act--1',
    'Sat, 21 Nov 2026 18:05:00 +0000',
    'live',
  ])
})

test('CAP 3.4 what no XML document can hold makes none of an alert unreadable', () => {
  const [block] = exampleAlert.info ?? []
  if (block === undefined) throw new TypeError('no block')
  const written = capXml({ ...exampleAlert, info: [{ ...block, headline: 'Signals \uffff out' }] })
  expect(readCapXml(encodeUtf8(written)).alert?.info?.[0]?.headline).toBe('Signals \ufffd out')
})

import { internetDate, type Instant } from '#kernel/instant.ts'
import { capNamespace } from './elements.ts'
import { escapedXml } from './xml-text.ts'

/** An alert as a feed tells it: where its CAP document is, and how it stands. */
export interface FeedEntry {
  /** A URI for ever its own. */
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly author: string
  readonly published: Instant
  /** When last something changed: it was sent, or it was over. */
  readonly updated: Instant
  /** Where its CAP document is; of what is over that of the message that ended it. */
  readonly href: string
  readonly state: { readonly term: string; readonly label: string }
  /** CAP's own words of it, under CAP's names. What is over has none, so that nothing of it can be taken for live. */
  readonly words: Readonly<Record<string, string>>
}

export interface Feed {
  readonly id: string
  readonly title: string
  readonly author: string
  readonly language: string
  readonly updated: Instant
  readonly self: string
  /** The page after this one (RFC 5005, 3). */
  readonly next?: string
  readonly entries: readonly FeedEntry[]
}

/** Of the `category` of an entry: live, updated, cancelled, expired, untrusted. */
export const feedStateScheme = 'urn:tamga:alert-state'
const capType = 'application/cap+xml'
const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

/** Atom 1.0 (RFC 4287). */
export function atomFeed(feed: Feed): string {
  const { id, title, author, language, updated, self, next } = feed
  return lines([
    declaration,
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="${capNamespace}" xml:lang="${escapedXml(language)}">`,
    element('id', id),
    element('title', title),
    element('updated', updated),
    `<author>${element('name', author)}</author>`,
    link('self', self, 'application/atom+xml'),
    ...(next === undefined ? [] : [link('next', next, 'application/atom+xml')]),
    ...feed.entries.flatMap(atomEntry),
    '</feed>',
  ])
}

function atomEntry({ id, title, summary, author, published, updated, href, state, words }: FeedEntry) {
  return [
    '<entry>',
    element('id', id),
    element('title', title),
    element('updated', updated),
    element('published', published),
    `<author>${element('name', author)}</author>`,
    link('alternate', href, capType),
    `<category scheme="${feedStateScheme}" term="${escapedXml(state.term)}" label="${escapedXml(state.label)}"/>`,
    element('summary', summary),
    ...capWordsOf(words),
    '</entry>',
  ]
}

/** RSS 2.0, with Atom's links where it has none. */
export function rssFeed(feed: Feed): string {
  const { title, language, updated, self, next } = feed
  const spaces = `xmlns:atom="http://www.w3.org/2005/Atom" xmlns:cap="${capNamespace}" xmlns:dc="http://purl.org/dc/elements/1.1/"`
  return lines([
    declaration,
    `<rss version="2.0" ${spaces}>`,
    '<channel>',
    element('title', title),
    element('link', self),
    element('description', title),
    element('language', language),
    element('lastBuildDate', internetDate(updated)),
    link('self', self, 'application/rss+xml', 'atom:'),
    ...(next === undefined ? [] : [link('next', next, 'application/rss+xml', 'atom:')]),
    ...feed.entries.flatMap(rssItem),
    '</channel>',
    '</rss>',
  ])
}

function rssItem({ id, title, summary, author, published, updated, href, state, words }: FeedEntry) {
  return [
    '<item>',
    element('title', title),
    element('link', href),
    element('description', summary),
    element('dc:creator', author),
    `<category domain="${feedStateScheme}">${escapedXml(state.term)}</category>`,
    `<guid isPermaLink="false">${escapedXml(id)}</guid>`,
    element('pubDate', internetDate(published)),
    element('atom:updated', updated),
    ...capWordsOf(words),
    '</item>',
  ]
}

const element = (name: string, text: string): string => `<${name}>${escapedXml(text)}</${name}>`

const link = (rel: string, href: string, type: string, prefix = ''): string =>
  `<${prefix}link rel="${rel}" type="${type}" href="${escapedXml(href)}"/>`

const capWordsOf = (words: FeedEntry['words']): readonly string[] =>
  Object.entries(words).map(([name, value]) => element(`cap:${name}`, value))

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`

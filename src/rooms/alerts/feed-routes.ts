import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { atomFeed, rssFeed, type Feed } from '#protocol/cap/feed-write.ts'
import { sha256HexOfText } from '#protocol/suite/sha-256.ts'
import type { Api } from '#platform/http/api.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import { defaultLimit, pageOf } from '#platform/http/page.ts'
import type { Sentences } from '#platform/http/problem.ts'
import type { Reader } from '#platform/http/reader.ts'
import * as declared from './declarations.ts'
import { viewingOf } from './desk.ts'
import { feedOf } from './feed.ts'
import type { ImportPorts } from './import.ts'
import { board, lastEnd, type BoardQuery } from './read.ts'

export interface FeedPorts extends ImportPorts {
  readonly sentences: Sentences
}

interface Asked {
  readonly reader: Reader
  readonly request: Request
  readonly query: {
    readonly mode?: BoardQuery['mode'] | undefined
    readonly limit?: number | undefined
    readonly after?: string | undefined
  }
}

/** Alerts whose own end has not come, as feeds: what of them is over says so and leads to what ended it. */
export function feedRoutes(api: Api, ports: FeedPorts): void {
  const written = async (asked: Asked, write: (feed: Feed) => string, type: string) => {
    const feed = await feedFor(ports, asked)
    return isRefusal(feed) ? feed : answered(asked.request, write(feed), { type, language: feed.language })
  }
  api.route(declared.atom, (asked) => written(asked, atomFeed, 'application/atom+xml'))
  api.route(declared.rss, (asked) => written(asked, rssFeed, 'application/rss+xml'))
}

async function feedFor(ports: FeedPorts, { reader, request, query }: Asked): Promise<Feed | Refusal> {
  const { house, cursors, sentences } = ports
  const { mode = 'actual', limit = defaultLimit, after } = query
  const use = { account: reader.account.name, query: `alert-feed ${mode}` }
  const position = after === undefined ? [] : cursors.read(use, after)
  if (isRefusal(position)) return position
  const from = position[0] === undefined ? {} : { after: Number(position[0]) }
  const viewing = viewingOf(ports, reader)
  const rows = await board(viewing, { mode, isUnended: true, limit: limit + 1, ...from })
  const page = pageOf(rows, limit, ({ arrival }) => cursors.write(use, [arrival]))
  const language = chooseLanguage(request.headers.get('accept-language'))
  return feedOf(page.items, {
    self: request.url,
    ...(page.next === undefined ? {} : { next: withCursor(request.url, page.next) }),
    language,
    mode,
    author: house.self,
    say: (key, params = {}) => sentences(language, `cap.feed.${key}`, params),
    lastEnd: await lastEnd(viewing, mode),
  })
}

function withCursor(self: string, cursor: string): string {
  const url = new URL(self)
  url.searchParams.set('after', cursor)
  return url.href
}

/** Each reader’s own, asked about each time; whoever has it already is told so (RFC 9110, 13.1.2). */
function answered(
  request: Request,
  text: string,
  { type, language }: { readonly type: string; readonly language: string },
): Response {
  const etag = `"${sha256HexOfText(text).slice(0, 32)}"`
  const headers = {
    etag,
    'cache-control': 'private, no-cache',
    'content-language': language,
    vary: 'accept-language, authorization, cookie',
  }
  if (isKnown(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(text, { headers: { ...headers, 'content-type': `${type}; charset=utf-8` } })
}

function isKnown(known: string | null, etag: string): boolean {
  const tags = (known ?? '').split(',').map((tag) => tag.trim().replace(/^W\//u, ''))
  return tags.includes(etag) || tags.includes('*')
}

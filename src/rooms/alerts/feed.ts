import type { Instant } from '#kernel/instant.ts'
import type { MessageParams } from '#kernel/message.ts'
import type { Feed, FeedEntry } from '#protocol/cap/feed-write.ts'
import type { AlertView, BoardQuery } from './read.ts'

export interface FeedFrame {
  readonly self: string
  readonly next?: string
  readonly language: string
  readonly mode: BoardQuery['mode']
  readonly author: string
  /** Of the catalogue `cap.feed`. */
  readonly say: (key: string, params?: MessageParams) => string
  /** When something last ended by itself and left the list. */
  readonly lastEnd: Instant | undefined
}

/** Of a feed in which there was never anything. */
const never = '1970-01-01T00:00:00.000Z' as Instant

/** Alerts as a feed tells them. `href` of an alert is that of its CAP document on this node. */
export function feedOf(views: readonly AlertView[], frame: FeedFrame): Feed {
  const { self, next, language, mode, author, say, lastEnd } = frame
  const entries = views.map((view) => entryOf(view, frame))
  return {
    id: `urn:tamga:alerts:${author}:${mode}`,
    title: say(`title.${mode}`, { party: author }),
    author,
    language,
    self,
    ...(next === undefined ? {} : { next }),
    updated: entries.map(({ updated }) => updated).reduce(later, lastEnd ?? never),
    entries,
  }
}

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)

function entryOf(view: AlertView, { say, self }: FeedFrame): FeedEntry {
  const { act, title, sent, state, overAt, followedBy, exercise, alert } = view
  const [first] = alert.info ?? []
  const label = say(`state.${state}`)
  const drill = exercise === undefined ? '' : `${say(`drill.${view.status}`, { exercise })}: `
  const isLive = state === 'live'
  return {
    id: `urn:tamga:${act}`,
    title: `${drill}${isLive ? title : `[${label}] ${title}`}`,
    summary: isLive ? (first?.description ?? title) : label,
    author: alert.sender,
    published: sent,
    updated: overAt === undefined ? sent : later(sent, overAt),
    href: new URL(`/api/v1/alerts/${followedBy ?? act}/cap`, self).href,
    state: { term: state, label },
    words: isLive ? wordsOf(view) : {},
  }
}

function wordsOf({ alert, urgency, severity }: AlertView): Readonly<Record<string, string>> {
  const { identifier, sender, sent, status, msgType, info = [] } = alert
  const [first] = info
  const words = {
    identifier,
    sender,
    sent,
    status,
    msgType,
    event: first?.event,
    urgency,
    severity,
    certainty: first?.certainty,
    expires: first?.expires,
    areaDesc: first?.area?.map(({ areaDesc }) => areaDesc).join('; '),
  }
  return Object.fromEntries(
    Object.entries(words).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
}

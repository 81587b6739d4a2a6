import { needsUs, type Addressee, type Alert } from '../../api/alerts.ts'

/** Most severe first (CAP 1.2, 3.2.2); what is unknown may be anything. */
const severities = ['Extreme', 'Severe', 'Unknown', 'Moderate', 'Minor']

export const isWaiting = ({ clock }: Addressee): boolean => clock.state === 'waiting' || clock.state === 'overdue'

/** An own live alert that somebody has not answered. */
const needsOthers = ({ state, author, parties }: Alert, self: string): boolean =>
  state === 'live' && author === self && Object.values(parties).some(isWaiting)

const rankOf = (alert: Alert, self: string): number =>
  needsUs(alert, self) ? 0 : needsOthers(alert, self) ? 1 : alert.state === 'live' ? 2 : 3

/** What waits for us, what waits for others, what is live, what is over; each by severity, the oldest first. */
export function inOrder(alerts: readonly Alert[], self: string): readonly Alert[] {
  return alerts.toSorted(
    (one, other) =>
      rankOf(one, self) - rankOf(other, self) ||
      severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
      (one.sent < other.sent ? -1 : 1),
  )
}

export interface Deadline {
  readonly act: string
  readonly title: string
  readonly party: string
  readonly at: string
  /** What has passed already, and whose turn it is. */
  readonly step?: string
}

/** Answers that are awaited, the first due first: of what is overdue, its next rung. */
export function deadlines(alerts: readonly Alert[], tag: string): readonly Deadline[] {
  return alerts
    .filter(({ state, status }) => state === 'live' && status !== 'Test')
    .flatMap((alert) =>
      Object.entries(alert.parties)
        .filter(([, view]) => isWaiting(view))
        .map(([party, { clock }]) => ({
          act: alert.act,
          title: titleFor(alert, tag),
          party,
          at: clock.state === 'overdue' ? (clock.nextAt ?? clock.dueAt) : clock.dueAt,
          ...(clock.step === undefined ? {} : { step: clock.step }),
        })),
    )
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
}

/** The block in the reader's language, else in English, else the first; and the others. */
export function blocksFor<Block extends { readonly language?: string | undefined }>(
  infos: readonly Block[],
  tag: string,
): { readonly first: Block | undefined; readonly others: readonly Block[] } {
  const of = (wished: string) => infos.find(({ language = 'en' }) => language.split('-')[0] === wished)
  const first = of(tag) ?? of('en') ?? infos[0]
  return { first, others: infos.filter((info) => info !== first) }
}

/** Its headline in the reader's language. */
export const titleFor = ({ alert, title }: Alert, tag: string): string =>
  blocksFor(alert.info ?? [], tag).first?.headline ?? title

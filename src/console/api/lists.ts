import { pageOf, type Place } from './paged.ts'

/** The lists of reports, each as the server's own filter; `me`: what waits for this house. */
export const boxes = {
  me: {},
  received: { box: 'received', state: 'live' },
  sent: { box: 'sent' },
  recalled: { state: 'recalled' },
  all: {},
} as const
export type Box = keyof typeof boxes

/** Of a list what is shown, and in which order. */
export interface Sifted {
  /** Stands somewhere in the title. */
  readonly title?: string
  readonly order?: ReportOrder
}
export const reportOrders = ['-arrival', 'arrival', '-at', 'at'] as const
export type ReportOrder = (typeof reportOrders)[number]

/** What waits for this house comes as it is: it is worked off. */
export const isSifted = (box: Box): boolean => box !== 'me'

export type Tab = Box | 'drafts'
export const tabs: readonly Tab[] = ['me', 'received', 'sent', 'drafts', 'recalled', 'all']

export const isTab = (name: unknown): name is Tab =>
  name === 'drafts' || (typeof name === 'string' && Object.hasOwn(boxes, name))

/** The tab that an address without one opens. */
export const usualTab: Tab = 'received'

/** Of an address how the list of reports is sifted and ordered; the rest is passed over. */
export function siftedIn({ title, order }: { readonly title?: unknown; readonly order?: unknown }): Sifted {
  const known = reportOrders.find((one) => one === order)
  return {
    ...(typeof title === 'string' && title.trim() !== '' ? { title: title.trim().slice(0, 100) } : {}),
    ...(known === undefined || known === '-arrival' ? {} : { order: known }),
  }
}

/** Where a page of a list is asked for. */
export function listPath(box: Box, { title, order }: Sifted, place: Place): string {
  const sifted = { ...(title === undefined ? {} : { title }), ...(order === undefined ? {} : { sort: order }) }
  const page = { ...sifted, ...pageOf(place) }
  if (box === 'me') return `/api/v1/shares/awaiting?${new URLSearchParams(page)}`
  return `/api/v1/acts?${new URLSearchParams({ kind: 'exchange.share/1', ...boxes[box], ...page })}`
}

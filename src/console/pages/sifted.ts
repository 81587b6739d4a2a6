import { reportOrders, type Sifted } from '../api/queries.ts'

/** Of an address how the list of reports is sifted and ordered; the rest is passed over. */
export function siftedIn({ title, order }: { readonly title?: unknown; readonly order?: unknown }): Sifted {
  const known = reportOrders.find((one) => one === order)
  return {
    ...(typeof title === 'string' && title.trim() !== '' ? { title: title.trim().slice(0, 100) } : {}),
    ...(known === undefined || known === '-arrival' ? {} : { order: known }),
  }
}

import type { ActId } from '#protocol/act/statement.ts'
import type { CapAlert, CapInfo } from '#protocol/cap/alert.ts'
import type { Reads } from '#platform/db/store.ts'
import { sourceOf, type Searchable } from '#platform/search/source.ts'
import { titleOf } from './fitness.ts'
import { alerts } from './tables.ts'

/** What is found of alerts: each block under its headline, in its own language. */
export const alertsSource = sourceOf('alerts', documentsOf)

/** Of each alert its blocks, in their order. */
async function documentsOf(reads: Reads, acts: readonly ActId[]): Promise<ReadonlyMap<ActId, readonly Searchable[]>> {
  const rows = await reads.select(alerts, { where: { act: { in: acts } }, limit: acts.length })
  return new Map(
    rows.map(({ act, alert }) => [act, (alert.info ?? []).map((info, at) => documentOf(alert, info, at))] as const),
  )
}

function documentOf(alert: CapAlert, info: CapInfo, position: number): Searchable {
  const { event, headline = event, description = '', instruction = '', area = [] } = info
  return {
    position,
    object: '',
    type: 'alert',
    name: headline === '' ? titleOf(alert) : headline,
    description: [event, description, instruction, ...area.map(({ areaDesc }) => areaDesc)].join('\n'),
    aliases: [],
    values: [alert.identifier],
    tlp: [],
    translated: '',
    languages: [],
  }
}

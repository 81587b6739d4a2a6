import { instantOf } from '#kernel/instant.ts'
import type { StixJson } from './collected.ts'
import { createdBefore, isNarrow, type EventCase } from './event-case.ts'
import { secondsOf, tagsOfMarks } from './export-attribute.ts'
import { head } from './head.ts'
import { factLabels } from './labels.ts'
import { reportMembers } from './placed-members.ts'
import type { MispRow } from './report.ts'
import type { MispReport } from './schema.ts'
import { factsOf, textIn, uuidIn } from './stix-bundle.ts'

/** What stands for a text that is empty: a note must say something. */
const nothingSaid = '–'

/** A report of an event, in words (misp-core-format: EventReport), as a note about the event. */
export function importReport(one: EventCase, report: MispReport, where: string): void {
  const { rows, taken, collected, refs } = one.target
  const code = report.deleted ? 'deleted' : taken.has(report.uuid) ? 'uuid-repeated' : undefined
  if (code !== undefined) {
    rows.push({ what: 'EventReport', where, code, fate: 'lost' })
    return
  }
  taken.add(report.uuid)
  const { name, content } = report
  const modified = report.timestamp === undefined ? one.modified : instantOf(report.timestamp * 1000)
  const note = {
    ...head({ ...one, modified, created: createdBefore(one.event.date, modified) }, `note--${report.uuid}`),
    ...(name === '' ? {} : { abstract: name }),
    content: content === '' ? nothingSaid : content,
    labels: factLabels({ note: 'report', ...(content === '' ? { value: content } : {}) }),
    object_refs: [one.container],
  }
  if (collected.add(note)) refs.add(note.id)
  if (isNarrow(report.distribution, ['5']))
    rows.push({ what: 'distribution', where: `${where}.distribution`, code: 'distribution', fate: 'lost' })
}

/** A note that was one. */
export const isReport = (object: StixJson): boolean => object.type === 'note' && factsOf(object).facts.note === 'report'

/** The report again. */
export function reportOf(
  note: StixJson,
  { marks, rows }: { readonly marks: readonly string[]; readonly rows: MispRow[] },
) {
  const { facts, tags } = factsOf(note)
  reportMembers(note, rows)
  if (tags.length > 0) rows.push({ what: 'labels', where: `${note.id}.labels`, code: 'member-unplaced', fate: 'lost' })
  for (const tag of tagsOfMarks(note, marks, rows))
    rows.push({ what: tag, where: `${note.id}.object_marking_refs`, code: 'marking', fate: 'lost' })
  return {
    uuid: uuidIn(note.id),
    name: textIn(note, 'abstract'),
    content: facts.value === '' ? '' : textIn(note, 'content'),
    timestamp: secondsOf(note, rows),
    deleted: note['revoked'] === true,
    distribution: '5',
  }
}

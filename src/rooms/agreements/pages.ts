import type { Instant } from '#kernel/instant.ts'
import { consentKinds } from '#protocol/acts/agreement-clauses.ts'
import type { Titles } from '#protocol/acts/charter-facts.ts'
import { dateText } from '#protocol/agreement/day.ts'
import type { Deadline } from '#protocol/agreement/deadlines.ts'
import type { AgreementStatus, StatusRow } from '#protocol/agreement/status.ts'
import { escapeHtml } from '#platform/http/html.ts'

/** A sentence in the reader's language. */
export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string

interface Page {
  readonly language: string
  readonly say: Say
  readonly title: Titles
  readonly utcOffset: string
  readonly status: AgreementStatus
}

/** The status table as one page of HTML that loads nothing: made to be printed and filed. */
export function statusPage({ language, say, title, utcOffset, status }: Page): string {
  const date = (at: Instant | undefined): string => (at === undefined ? '' : dateText(at, utcOffset))
  const { met, entry, ends, state, at, parties } = status
  const name = titleIn(title, language)
  const facts = [
    [say('cli.fact.state'), say(`agreement.state.${state}`)],
    ...(met === undefined ? [] : [[say('cli.agreement.met'), date(met.at)]]),
    ...(entry === undefined ? [] : [[say('cli.agreement.entry'), date(entry)]]),
    ...(ends === undefined ? [] : [[say('cli.agreement.ends'), date(ends)]]),
    ...(status.registrations ?? []).map(({ register, number, at: on }) => {
      return [say('cli.agreement.registered'), `${register}, ${number} (${date(on)})`]
    }),
  ]
  const columns = ['party', 'state', 'signature', 'consent', 'inForce', 'until', 'reservations']
  const rows = parties.map((row) => cells(row, say, date))
  return `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><title>${escapeHtml(name)}</title></head><body>
<h1>${escapeHtml(name)}</h1>
<p>${escapeHtml(say('cli.agreement.title', { title: name, at: date(at) }))}</p>
<dl>${facts.map(([term, text]) => `<dt>${escapeHtml(term ?? '')}</dt><dd>${escapeHtml(text ?? '')}</dd>`).join('')}</dl>
<table border="1"><thead><tr>${columns.map((column) => `<th scope="col">${escapeHtml(say(`cli.column.${column}`))}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`).join('\n')}</tbody></table>
</body></html>
`
}

function cells(row: StatusRow, say: Say, date: (at: Instant | undefined) => string): readonly string[] {
  const { party, state, signature, consent, terms, reservations } = row
  const last = terms.at(-1)
  return [
    party,
    say(`agreement.party.${state}`),
    date(signature?.at),
    consent === undefined ? '' : `${date(consent.at)} ${consentKinds[consent.kind]}`.trimEnd(),
    date(last?.from),
    date(last?.until),
    reservations.join(', '),
  ]
}

const titleIn = (title: Titles, language: string): string => title[language] ?? Object.values(title)[0] ?? ''

/** The line of a day in a calendar. */
export function summaryOf(title: string, say: Say): (deadline: Deadline) => string {
  return ({ kind, party, reservation, step }) =>
    say(`agreement.day.${kind}`, {
      title,
      party: party ?? '',
      reservation: reservation ?? '',
      step: step === undefined ? '' : say(`agreement.step.${step}`),
    })
}

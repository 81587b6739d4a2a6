import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { LedgerFilter } from '../api/ledger.ts'
import { charterQuery } from '../api/queries.ts'
import { Choice } from '../ui/choice.tsx'
import { MomentField } from '../words/moment-field.tsx'
import { useWords } from '../words/say.tsx'

/** Kinds of acts that a person looks for; others are listed too and shown by their name. */
export const kinds = [
  'exchange.share/1',
  'exchange.recall/1',
  'exchange.acknowledge/1',
  'exchange.sighting/1',
  'exchange.opinion/1',
  'alert.message/1',
  'alert.answer/1',
  'alert.cancel/1',
  'alert.seen/1',
  'agreement.action/1',
  'agreement.draft/1',
  'agreement.position/1',
  'agreement.progress/1',
  'agreement.closed/1',
  'agreement.digest/1',
  'desk.entry/1',
  'desk.withdrawal/1',
  'comcheck.call/1',
  'comcheck.reply/1',
  'hotline.log/1',
  'hotline.answer/1',
  'rfi.request/1',
  'rfi.step/1',
  'rfi.clarification/1',
  'rfi.answer/1',
  'rfi.end/1',
  'onward.request/1',
  'onward.consent/1',
  'onward.passing/1',
  'consultation.request/1',
  'consultation.reply/1',
  'consultation.time/1',
  'consultation.message/1',
  'consultation.minutes/1',
  'consultation.referral/1',
  'consultation.assent/1',
  'consultation.end/1',
  'charter.proposal/1',
  'charter.countersignature/1',
  'charter.entry/1',
] as const

export const kindKey = (kind: string): string => kind.split('/')[0]?.replace('.', '-') ?? kind

const states = ['live', 'recalled', 'corrected', 'untrusted'] as const

/** What is listed. The node filters; the choice stands in the address, so that a list can be sent to somebody. */
export function LedgerFilters({ filter }: { readonly filter: LedgerFilter }) {
  const { say, word, named } = useWords()
  const navigate = useNavigate()
  const { data: charter } = useQuery(charterQuery)
  const choose = (name: keyof LedgerFilter, value: string | undefined): void => {
    const { [name]: _, ...others } = filter
    const search = value === undefined || value === '' ? others : { ...others, [name]: value }
    void navigate({ to: '/ledger', search, replace: true })
  }
  const options = {
    author: charter?.parties.map(({ party }) => [party, party] as const) ?? [],
    kind: kinds.map((kind) => [kind, word('kind', kindKey(kind))] as const),
    category: charter?.categories.map(({ name, title }) => [name, named(title, word('category', name))] as const) ?? [],
    state: states.map((name) => [name, say(`ledger.is.${name}`)] as const),
  }
  return (
    <form className="ledger-filters" aria-label={say('ledger.filters')} onSubmit={(event) => event.preventDefault()}>
      {(['author', 'kind', 'category', 'state'] as const).map((name) => (
        <Choice
          key={name}
          label={say(`ledger.${name}`)}
          none={say('ledger.any')}
          options={options[name]}
          value={filter[name] ?? ''}
          set={(value) => choose(name, value)}
        />
      ))}
      <MomentField label={say('ledger.from')} value={filter.from} onChange={(at) => choose('from', at)} />
      <MomentField label={say('ledger.until')} value={filter.until} onChange={(at) => choose('until', at)} />
    </form>
  )
}

import { reportOrders } from '../api/lists.ts'
import { Choice } from '../ui/choice.tsx'
import { useWords } from '../words/say.tsx'
import type { Sieve } from './sieve.ts'

/** What of a list is shown, with each key that is pressed; the node sifts and orders. */
export function ReportSieve({ wanted, want }: Sieve) {
  const { say } = useWords()
  return (
    <form className="sieve" aria-label={say('reports.sift')} onSubmit={(event) => event.preventDefault()}>
      <label>
        {say('reports.title')}
        <input
          type="search"
          dir="auto"
          maxLength={100}
          value={wanted.title}
          onChange={({ target }) => want({ ...wanted, title: target.value })}
        />
      </label>
      <Choice
        label={say('reports.sort')}
        options={reportOrders.map((name) => [name, say(`reports.order.${name}`)] as const)}
        value={wanted.order ?? '-arrival'}
        set={(order) => want({ ...wanted, order })}
      />
    </form>
  )
}

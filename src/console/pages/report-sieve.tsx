import { reportOrders } from '../api/lists.ts'
import { Choice } from '../ui/choice.tsx'
import { useWords } from '../words/say.tsx'
import type { RefObject } from 'react'
import type { Sieve } from './sieve.ts'

interface Props extends Sieve {
  readonly field: RefObject<HTMLInputElement | null>
}

/** What of a list is shown, with each key that is pressed; the node sifts and orders. */
export function ReportSieve({ wanted, want, field }: Props) {
  const { say } = useWords()
  return (
    <form className="sieve" aria-label={say('reports.sift')} onSubmit={(event) => event.preventDefault()}>
      <label>
        {say('reports.title')}
        <input
          ref={field}
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

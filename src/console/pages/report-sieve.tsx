import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { reportOrders, type Sifted } from '../api/queries.ts'
import { Choice } from '../ui/choice.tsx'
import { useWords } from '../words/say.tsx'
import { siftedIn } from './sifted.ts'

/** What of a list is shown, with each key that is pressed; the node sifts and orders. It stands in the address. */
export function ReportSieve({ sifted }: { readonly sifted: Sifted }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const [typed, type] = useState(sifted.title ?? '')
  const sift = (wanted: { readonly title: string; readonly order: string | undefined }): void => {
    const next = siftedIn(wanted)
    void navigate({
      to: '/reports',
      search: ({ title: _, order: _order, ...place }) => ({ ...place, ...next }),
      replace: true,
    })
  }
  return (
    <form className="sieve" aria-label={say('reports.sift')} onSubmit={(event) => event.preventDefault()}>
      <label>
        {say('reports.title')}
        <input
          type="search"
          dir="auto"
          maxLength={100}
          value={typed}
          onChange={({ target }) => {
            type(target.value)
            sift({ title: target.value, order: sifted.order })
          }}
        />
      </label>
      <Choice
        label={say('reports.sort')}
        options={reportOrders.map((name) => [name, say(`reports.order.${name}`)] as const)}
        value={sifted.order ?? '-arrival'}
        set={(name) => sift({ title: typed, order: name })}
      />
    </form>
  )
}

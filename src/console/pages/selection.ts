import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { doorQuery } from '../api/queries.ts'
import { changePicks, usePicks } from '../browser/picks.ts'

/** Rows that were picked, by id: they stay picked when the list moves, and over a reload of the page. */
export interface Selection {
  /** Whose picks they are, and of which list. */
  readonly place: string
  readonly chosen: ReadonlySet<string>
  readonly toggle: (act: string) => void
  readonly add: (acts: readonly string[]) => void
  readonly remove: (acts: readonly string[]) => void
  readonly clear: () => void
}

export function useSelection(list: string): Selection {
  const account = useQuery(doorQuery).data?.session?.name ?? ''
  const place = `${account}.${list}`
  const chosen = usePicks(place)
  return useMemo(
    () => ({
      place,
      chosen,
      toggle: (act) =>
        changePicks(place, (old) => (old.has(act) ? [...old].filter((one) => one !== act) : [...old, act])),
      add: (acts) => changePicks(place, (old) => [...old, ...acts]),
      remove: (acts) => changePicks(place, (old) => [...old].filter((one) => !acts.includes(one))),
      clear: () => changePicks(place, () => []),
    }),
    [place, chosen],
  )
}

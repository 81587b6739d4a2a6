import { useCallback, useMemo, useState } from 'react'

/** Rows that were picked, by id: they stay picked when the list moves, and over a reload of the page. */
export interface Selection {
  readonly chosen: ReadonlySet<string>
  readonly toggle: (act: string) => void
  readonly add: (acts: readonly string[]) => void
  readonly remove: (acts: readonly string[]) => void
  readonly clear: () => void
}

const most = 500

export function useSelection(list: string): Selection {
  const place = `tamga.selected.${list}`
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => kept(place))
  const change = useCallback(
    (next: (old: ReadonlySet<string>) => Iterable<string>) => {
      setChosen((old) => {
        const now = new Set([...next(old)].slice(0, most))
        sessionStorage.setItem(place, JSON.stringify([...now]))
        return now
      })
    },
    [place],
  )
  return useMemo(
    () => ({
      chosen,
      toggle: (act) => change((old) => (old.has(act) ? [...old].filter((one) => one !== act) : [...old, act])),
      add: (acts) => change((old) => [...old, ...acts]),
      remove: (acts) => change((old) => [...old].filter((one) => !acts.includes(one))),
      clear: () => change(() => []),
    }),
    [chosen, change],
  )
}

/** What a browser kept may have been written by anyone who sat at it: only ids of acts count. */
function kept(place: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
    const acts = Array.isArray(value) ? value : []
    return new Set(acts.filter((act): act is string => typeof act === 'string' && /^act--[0-9a-f]{64}$/u.test(act)))
  } catch {
    return new Set()
  }
}

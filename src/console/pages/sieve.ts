import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { siftedIn, type Sifted } from '../api/lists.ts'

interface Wanted {
  /** As it is typed. */
  readonly title: string
  readonly order: string | undefined
}

export interface Sieve {
  readonly wanted: Wanted
  readonly want: (wanted: Wanted) => void
}

const wantedIn = ({ title = '', order }: Sifted): Wanted => ({ title, order })
const nameOf = ({ title, order }: Sifted): string => JSON.stringify([title, order])

/** How a list is sifted: at once by what is typed, which its address then follows; and by an address that was not typed here. */
export function useSieve(address: Sifted): Sieve {
  const navigate = useNavigate()
  const [wanted, setWanted] = useState(wantedIn(address))
  const [seen, see] = useState(nameOf(address))
  /** Addresses that were typed here and are not there yet. */
  const onTheWay = useRef(new Set<string>())
  const here = nameOf(address)
  if (here !== seen) {
    see(here)
    if (!onTheWay.current.has(here)) setWanted(wantedIn(address))
  }
  if (here === nameOf(siftedIn(wanted))) onTheWay.current.clear()
  const want = (next: Wanted): void => {
    setWanted(next)
    onTheWay.current.add(nameOf(siftedIn(next)))
    void navigate({
      to: '/reports',
      search: ({ title: _, order: _order, ...place }) => ({ ...place, ...siftedIn(next) }),
      replace: true,
    })
  }
  return { wanted, want }
}

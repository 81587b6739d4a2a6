import { useQuery } from '@tanstack/react-query'
import { doorQuery } from '../api/queries.ts'
import type { Refusing } from '../ui/refusal-note.tsx'

/** Why the one who is signed in may not do this, as the node said when he came in; `undefined` if he may. */
export function useRefusal(action: string): Refusing | undefined {
  return useQuery(doorQuery).data?.session?.refused[action]
}

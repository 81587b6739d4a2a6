import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import { useQuery } from '@tanstack/react-query'
import { useNow } from '../browser/now.ts'
import { statusQuery } from './queries.ts'

/** Milliseconds since 1970 by the node's clock, against which deadlines run: this device's own may be off. */
export function useNodeNow(): number {
  const now = useNow()
  const { data, dataUpdatedAt } = useQuery(statusQuery)
  const said = parseInstant(data?.at ?? '')
  return said === undefined ? now : now + epochMsOf(said) - dataUpdatedAt
}

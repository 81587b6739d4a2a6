import { useQuery } from '@tanstack/react-query'
import { benchQuery } from '../../api/node.ts'
import type { Warn } from './warn-form.ts'

/** What the gate says of this alert to these, by the function that will decide. */
export function useWarnPreview({ to, level, category }: Warn) {
  return useQuery(benchQuery({ to, level, category, of: 'alert' }))
}

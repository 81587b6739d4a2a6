import { useQuery } from '@tanstack/react-query'
import { benchQuery } from '../../api/node.ts'
import type { Ask } from './ask-form.ts'

/** What the gate says of this request to these, by the function that will decide. */
export const useAskPreview = ({ to, level, category, purpose }: Ask) =>
  useQuery(benchQuery({ to, level, category, ...(purpose === '' ? {} : { purpose }), of: 'request' }))

import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from '../api/ask.ts'
import { Refusal } from '../api/forms.ts'
import { isPreviewable, labelWish, type Compose } from './compose-form.ts'

const Preview = z.object({
  recipients: z.array(
    z.object({ party: z.string(), allowed: z.boolean(), basis: z.string().optional(), refusal: Refusal.optional() }),
  ),
  secondOfficer: z.boolean(),
})
export type Preview = Pick<z.infer<typeof Preview>, 'recipients' | 'secondOfficer'>

/** Who would receive it, by the very function that will decide when it is signed. */
export function previewQuery(form: Compose) {
  const wish = labelWish(form)
  return queryOptions({
    queryKey: ['preview', wish],
    queryFn: ({ signal }) => ask('/api/v1/preview', Preview, { method: 'POST', body: wish, signal }),
    enabled: isPreviewable(form),
    staleTime: 5000,
  })
}

export const usePreview = (form: Compose): UseQueryResult<Preview> => useQuery(previewQuery(form))

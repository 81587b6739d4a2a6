import { infiniteQueryOptions } from '@tanstack/react-query'
import * as z from 'zod'
import { ask } from './ask.ts'

const TextIn = z.object({ language: z.string(), name: z.string(), description: z.string() })

const ObjectText = z.object({
  position: z.number(),
  object: z.string(),
  type: z.string(),
  /** Of this version of the object. */
  modified: z.string(),
  original: TextIn,
  translations: z.array(TextIn.extend({ by: z.string(), act: z.string(), isOfOther: z.boolean() })),
})
export type ObjectText = z.infer<typeof ObjectText>

const Texts = z.object({ items: z.array(ObjectText), next: z.string().optional() })

export const textsQuery = (act: string) =>
  infiniteQueryOptions({
    queryKey: ['texts', act],
    queryFn: ({ signal, pageParam }) => {
      const after = pageParam === '' ? '' : `?after=${encodeURIComponent(pageParam)}`
      return ask(`/api/v1/acts/${encodeURIComponent(act)}/texts${after}`, Texts, { signal })
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

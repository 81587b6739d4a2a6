import './browser/no-eval.ts'
import './styles/letters.ts'
import './styles/console.css'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Refused } from './api/ask.ts'
import { actsQuery, doorQuery } from './api/queries.ts'
import { firstList } from './browser/early.ts'
import { Confirming } from './frame/confirming.tsx'
import { router } from './router.tsx'
import { Speaking } from './words/say.tsx'

const isNo = (error: Error): boolean =>
  error instanceof Refused && error.problem.status >= 400 && error.problem.status < 500

/** A no is an answer and is not asked for again; a node that is not reached is, for as long as somebody looks. */
const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof Refused && error.problem.status === 401) void client.invalidateQueries(doorQuery)
    },
  }),
  defaultOptions: { queries: { retry: (count, error) => !isNo(error) && count < 2, refetchOnWindowFocus: true } },
})

// What was asked for early is read before anything is drawn, and so drawn at once.
// A failure is shown by the screen that asks for the same.
client.query(doorQuery).catch(() => undefined)
if (firstList !== undefined) client.infiniteQuery(actsQuery(firstList.box, firstList.sifted)).catch(() => undefined)

const place = document.querySelector('#console')
if (place !== null) {
  createRoot(place).render(
    <QueryClientProvider client={client}>
      <Speaking>
        <Confirming>
          <RouterProvider router={router} />
        </Confirming>
      </Speaking>
    </QueryClientProvider>,
  )
}

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { tell } from '../../api/ask.ts'
import { askedIn, newIn, newsQuery, watchesQuery, watchPath, type Watch } from '../../api/search.ts'
import { EmptyNote } from '../../ui/empty-note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { FullMoment } from '../../words/moment.tsx'
import { useWords } from '../../words/say.tsx'
import { FindList, moreOf } from './finds.tsx'
import { WatchName } from './watch-name.tsx'

/** One watch: what is new in it since it was last looked at. */
export function WatchPane({ watch }: { readonly watch: string }) {
  const { say } = useWords()
  const { data, error, isFetchedAfterMount } = useQuery({ ...watchesQuery, refetchOnMount: 'always' })
  const saved = data?.items.find((one) => one.watch === watch)
  if (data === undefined || !isFetchedAfterMount) return <ProblemNote error={error} />
  if (saved === undefined) return <EmptyNote title={say('watch.gone')} why={say('watch.goneWhy')} />
  return <Looked saved={saved} place={data.place} />
}

interface Looking {
  readonly saved: Watch
  /** Up to where the list that it stands in has looked. */
  readonly place: string
}

function Looked({ saved, place }: Looking) {
  const { say } = useWords()
  const client = useQueryClient()
  // Where it stood when it was opened: looking at it takes nothing off the screen.
  const [opened] = useState(saved)
  const [shown, setShown] = useState(place)
  const query = useInfiniteQuery(newsQuery(opened))
  const finds = query.data?.pages.flatMap(({ items }) => items) ?? []
  const { mutate: look, error } = useMutation({
    mutationFn: (to: string) => tell(`${watchPath(opened.watch)}/look`, { method: 'POST', body: { place: to } }),
    onSuccess: () => client.invalidateQueries({ queryKey: watchesQuery.queryKey }),
  })
  const { isSuccess } = query
  useEffect(() => {
    if (isSuccess) look(shown)
  }, [isSuccess, look, shown])
  const more = shown === place ? '' : newIn([saved])
  return (
    <section aria-labelledby="watch-title">
      <WatchHead saved={saved} />
      <p>
        {say('watch.since')} <FullMoment at={opened.lookedAt} />
      </p>
      <ProblemNote error={query.error ?? error} />
      <p role="status">
        {more !== '' && (
          <button
            type="button"
            onClick={() => {
              setShown(place)
              void query.refetch()
            }}
          >
            {say('watch.showNew', { count: more })}
          </button>
        )}
      </p>
      {isSuccess && finds.length === 0 && <EmptyNote title={say('watch.nothing')} why={say('watch.nothingWhy')} />}
      {finds.length > 0 && <FindList finds={finds} more={moreOf(query)} />}
    </section>
  )
}

/** Its name, and what may be done with it. */
function WatchHead({ saved: { watch, name, query } }: { readonly saved: Watch }) {
  const { say } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isNaming, setNaming] = useState(false)
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: watchesQuery.queryKey })
  const rename = useMutation({
    mutationFn: (to: string) => tell(watchPath(watch), { method: 'PUT', body: { name: to } }),
    onSuccess: () => {
      setNaming(false)
      return renew()
    },
  })
  const remove = useMutation({
    mutationFn: () => tell(watchPath(watch), { method: 'DELETE' }),
    onSuccess: async () => {
      await navigate({ to: '/search', search: {} })
      await renew()
    },
  })
  return (
    <header>
      <h2 id="watch-title">
        <bdi>{name}</bdi>
      </h2>
      <p className="buttons">
        <Link to="/search" search={askedIn(query)} className="button">
          {say('watch.all')}
        </Link>
        <button type="button" onClick={() => setNaming(true)}>
          {say('watch.rename')}
        </button>
        <button type="button" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {say('watch.delete')}
        </button>
      </p>
      {isNaming && (
        <WatchName
          name={name}
          isBusy={rename.isPending}
          keep={(to) => rename.mutate(to)}
          cancel={() => setNaming(false)}
        />
      )}
      <ProblemNote error={rename.error ?? remove.error} />
    </header>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../../api/ask.ts'
import { watchesPath, watchesQuery, type Asked } from '../../api/search.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useWords } from '../../words/say.tsx'
import { WatchName } from './watch-name.tsx'

interface Saving {
  readonly asked: Asked
  /** Up to which the answer on the screen looked: what comes behind it is new. */
  readonly place: string | undefined
}

export function SaveWatch({ asked, place }: Saving) {
  const { say } = useWords()
  const client = useQueryClient()
  const [isNaming, setNaming] = useState(false)
  const save = useMutation({
    mutationFn: (name: string) =>
      tell(watchesPath, { method: 'POST', body: { name, query: asked, ...(place === undefined ? {} : { place }) } }),
    onSuccess: () => {
      setNaming(false)
      return client.invalidateQueries({ queryKey: watchesQuery.queryKey })
    },
  })
  return (
    <div className="watch-save">
      {isNaming ? (
        <WatchName
          name={asked.q ?? ''}
          isBusy={save.isPending}
          keep={(name) => save.mutate(name)}
          cancel={() => setNaming(false)}
        />
      ) : (
        <button type="button" onClick={() => setNaming(true)}>
          {say('watch.save')}
        </button>
      )}
      <ProblemNote error={save.error} />
      <p role="status" className="hint">
        {save.isSuccess && !isNaming && say('watch.saved')}
      </p>
    </div>
  )
}

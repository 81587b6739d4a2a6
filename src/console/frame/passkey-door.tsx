import { useMutation, useQueryClient } from '@tanstack/react-query'
import { proveByPasskey } from '../api/passkeys.ts'
import { knowsPasskeys } from '../browser/passkeys.ts'
import { ownOrigin } from '../browser/place.ts'
import { WayProblem } from '../ui/way-problem.tsx'
import { useWords } from '../words/say.tsx'

/** Signs in with a passkey; at another address than theirs it says where they open. */
export function PasskeyDoor({ at }: { readonly at: string }) {
  const { say } = useWords()
  const client = useQueryClient()
  const enter = useMutation({
    mutationFn: () => proveByPasskey('/api/v1/session/passkey'),
    onSuccess: () => client.invalidateQueries(),
  })
  if (!knowsPasskeys()) return null
  if (at !== ownOrigin())
    return (
      <p className="hint">
        <a href={at}>{say('door.passkeysAt', { address: at })}</a>
      </p>
    )
  return (
    <div className="door-way">
      <WayProblem error={enter.error} />
      <button type="button" disabled={enter.isPending} onClick={() => enter.mutate()}>
        {say('door.passkey')}
      </button>
    </div>
  )
}

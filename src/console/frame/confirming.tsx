import { useMutation, useQuery, useQueryClient, type QueryFilters } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react'
import { Refused, tell } from '../api/ask.ts'
import { proveByPasskey, waysQuery } from '../api/passkeys.ts'
import { doorQuery } from '../api/queries.ts'
import { knowsPasskeys } from '../browser/passkeys.ts'
import { ownOrigin } from '../browser/place.ts'
import { WayProblem } from '../ui/way-problem.tsx'
import { useWords } from '../words/say.tsx'
import { IdentityProof } from './identity-proof.tsx'

/** Does what is signed; where the node wants a fresh proof of who one is, asks for it and goes on. */
export type Confirmed = <Value>(act: () => Promise<Value>) => Promise<Value>

const Asked = createContext<Confirmed>((act) => act())
export const useConfirmed = (): Confirmed => useContext(Asked)

interface Signing<Value, Wish> {
  /** What is asked for anew once it is signed; everything, unless it is said. */
  readonly renews?: QueryFilters
  readonly done?: (value: Value, wish: Wish) => void
}

/** Something that is signed or changed: where the node wants it after a proof of who one is; then what it changes is asked for anew. */
export function useSigned<Value, Wish = void>(
  sign: (wish: Wish) => Promise<Value>,
  { renews = {}, done }: Signing<Value, Wish> = {},
) {
  const client = useQueryClient()
  const confirmed = useConfirmed()
  return useMutation({
    mutationFn: (wish: Wish) => confirmed(() => sign(wish)),
    onSuccess: (value, wish) => {
      done?.(value, wish)
      return client.invalidateQueries(renews)
    },
  })
}

interface Pending {
  readonly go: () => void
  readonly stop: (error: Error) => void
}

const wantsProof = (error: unknown): error is Refused =>
  error instanceof Refused && error.problem.code === 'confirmation-needed'

export function Confirming({ children }: { readonly children: ReactNode }) {
  const [pending, setPending] = useState<Pending>()
  const confirmed = useCallback<Confirmed>(async (act) => {
    try {
      return await act()
    } catch (error) {
      if (!wantsProof(error)) throw error
      await new Promise<void>((go, stop) => setPending({ go, stop: () => stop(error) }))
    }
    return act()
  }, [])
  return (
    <Asked value={confirmed}>
      {children}
      {pending !== undefined && (
        <ProofDialog
          end={(error) => {
            setPending(undefined)
            if (error === undefined) pending.go()
            else pending.stop(error)
          }}
        />
      )}
    </Asked>
  )
}

type Prove = (give: () => Promise<void>) => Promise<void>

/** For whoever has a passkey, at the address where it opens. */
function PasskeyProof({ prove }: { readonly prove: Prove }) {
  const { say } = useWords()
  const at = useQuery(doorQuery).data?.passkeysAt
  const { data: ways } = useQuery(waysQuery)
  const isHere = at === ownOrigin() && knowsPasskeys() && (ways?.passkeys.length ?? 0) > 0
  if (!isHere) return null
  return (
    <p className="buttons">
      <button type="button" onClick={() => void prove(() => proveByPasskey('/api/v1/session/confirm/passkey'))}>
        {say('proof.passkey')}
      </button>
    </p>
  )
}

/** `end`: without an error when the proof was good. */
function ProofDialog({ end }: { readonly end: (error?: Error) => void }) {
  const { say } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const { data: door } = useQuery(doorQuery)
  const [secret, setSecret] = useState(door?.demo?.password ?? '')
  const [error, setError] = useState<Error | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const prove: Prove = async (give) => {
    try {
      await give()
      end()
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error('unknown'))
    }
  }
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="proof-title" onClose={() => end(new Error('given up'))}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void prove(() => tell('/api/v1/session/confirm', { method: 'POST', body: { secret } }))
        }}
      >
        <h2 id="proof-title">{say('proof.title')}</h2>
        <p>{say('proof.why')}</p>
        <WayProblem error={error} />
        <PasskeyProof prove={prove} />
        <IdentityProof done={end} />
        <label>
          {say('door.secret')}
          <input
            type="password"
            autoComplete="current-password"
            required
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
        {door?.demo !== undefined && <p className="hint">{say('proof.demo')}</p>}
        <p className="buttons">
          <button type="submit" className="primary">
            {say('proof.go')}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {say('frame.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}

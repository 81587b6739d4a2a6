import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { tell } from '../api/ask.ts'
import type { Door } from '../api/forms.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { IdentityDoor } from './identity-door.tsx'
import { PasskeyDoor } from './passkey-door.tsx'

interface Wish {
  readonly name: string
  readonly secret: string
}

/** The door: by name and secret; in a demo by one press per role. `isBack`: someone whose session is over, over the screen he left. */
export function SignIn({ door, isBack = false }: { readonly door: Door; readonly isBack?: boolean }) {
  const { say, named } = useWords()
  const client = useQueryClient()
  const enter = useMutation({
    mutationFn: (wish: Wish) => tell('/api/v1/session', { method: 'POST', body: wish }),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <section className="door" aria-labelledby="door-title">
      <h1 id="door-title">{isBack ? say('door.back') : say('door.title', { party: door.party })}</h1>
      <p className="door-coalition">{named(door.title, '')}</p>
      <ProblemNote error={enter.error} />
      {door.demo !== undefined && <DemoDoor demo={door.demo} enter={enter.mutate} isBusy={enter.isPending} />}
      {door.passkeysAt !== undefined && <PasskeyDoor at={door.passkeysAt} />}
      {door.identity !== undefined && <IdentityDoor identity={door.identity} />}
      <NameAndSecret enter={enter.mutate} isBusy={enter.isPending} isDemo={door.demo !== undefined} />
    </section>
  )
}

interface Entering {
  readonly enter: (wish: Wish) => void
  readonly isBusy: boolean
}

function DemoDoor({ demo, enter, isBusy }: Entering & { readonly demo: NonNullable<Door['demo']> }) {
  const { say, word } = useWords()
  return (
    <div className="door-demo">
      <p>{say('door.demo')}</p>
      <p>
        <Link to="/tour">{say('door.tour')}</Link>
      </p>
      <ul className="door-roles">
        {demo.accounts.map(({ name, role }) => (
          <li key={name}>
            <button type="button" disabled={isBusy} onClick={() => enter({ name, secret: demo.password })}>
              <strong>{name}</strong>
              <span>{word('role', role)}</span>
              <span className="door-may">{word('roleMay', role)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function NameAndSecret({ enter, isBusy, isDemo }: Entering & { readonly isDemo: boolean }) {
  const { say } = useWords()
  const [wish, setWish] = useState<Wish>({ name: '', secret: '' })
  const form = (
    <form
      className="door-form"
      onSubmit={(event) => {
        event.preventDefault()
        enter(wish)
      }}
    >
      <label>
        {say('door.name')}
        <input
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={wish.name}
          onChange={(event) => setWish({ ...wish, name: event.target.value })}
        />
      </label>
      <label>
        {say('door.secret')}
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={wish.secret}
          onChange={(event) => setWish({ ...wish, secret: event.target.value })}
        />
      </label>
      <button type="submit" className="primary" disabled={isBusy}>
        {say('door.enter')}
      </button>
      <p className="hint">{say('door.hint')}</p>
    </form>
  )
  if (!isDemo) return form
  return (
    <details>
      <summary>{say('door.other')}</summary>
      {form}
    </details>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/ask.ts'
import { doorQuery } from '../api/queries.ts'
import { changeSettings, densities } from '../browser/settings.ts'
import { useSettings } from '../browser/use-settings.ts'
import { Choice } from '../ui/choice.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { FullMoment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { MyPasskeys } from './me-passkeys.tsx'

/** Who I am here, what this device remembers, and my password. */
export function MePage() {
  const { say, word } = useWords()
  const session = useQuery(doorQuery).data?.session
  const { hasShortcuts, density } = useSettings()
  if (session === undefined) return null
  return (
    <div className="node">
      <h1>{say('place.me')}</h1>
      <section className="card" aria-labelledby="who-am-i">
        <h2 id="who-am-i">{session.name}</h2>
        <dl className="facts">
          <dt>{say('me.role')}</dt>
          <dd>{word('role', session.role)}</dd>
          <dt>{say('me.desk')}</dt>
          <dd>{session.desk}</dd>
          <dt>{say('me.levels')}</dt>
          <dd>{session.levels.map((level) => word('level', level)).join(', ')}</dd>
          <dt>{say('me.endsAt')}</dt>
          <dd>
            <FullMoment at={session.endsAt} />
          </dd>
        </dl>
      </section>
      <section className="card" aria-labelledby="device">
        <h2 id="device">{say('me.device')}</h2>
        <div className="fields">
          <Choice
            label={say('me.density')}
            options={densities.map((name) => [name, say(`density.${name}`)] as const)}
            value={density}
            set={(chosen) => changeSettings({ density: densities.find((name) => name === chosen) ?? 'roomy' })}
          />
        </div>
        <label className="choice">
          <input
            type="checkbox"
            checked={hasShortcuts}
            onChange={(event) => changeSettings({ hasShortcuts: event.target.checked })}
          />
          {say('me.shortcuts')}
        </label>
      </section>
      <MyPasskeys />
      <Password />
    </div>
  )
}

const nothing = { secret: '', password: '' }

function Password() {
  const { say } = useWords()
  const client = useQueryClient()
  const [wish, setWish] = useState(nothing)
  const choose = useMutation({
    mutationFn: () => tell('/api/v1/me/password', { method: 'PUT', body: wish }),
    onSuccess: () => {
      setWish(nothing)
      return client.invalidateQueries()
    },
  })
  return (
    <section className="card" aria-labelledby="password">
      <h2 id="password">{say('me.password')}</h2>
      <form
        className="door-form"
        onSubmit={(event) => {
          event.preventDefault()
          choose.mutate()
        }}
      >
        <p className="hint">{say('me.passwordHint')}</p>
        <ProblemNote error={choose.error} />
        <label>
          {say('me.present')}
          <input
            type="password"
            autoComplete="current-password"
            required
            value={wish.secret}
            onChange={(event) => setWish({ ...wish, secret: event.target.value })}
          />
        </label>
        <label>
          {say('me.new')}
          <input
            type="password"
            autoComplete="new-password"
            required
            value={wish.password}
            onChange={(event) => setWish({ ...wish, password: event.target.value })}
          />
        </label>
        <button type="submit" disabled={choose.isPending}>
          {say('me.choose')}
        </button>
      </form>
    </section>
  )
}

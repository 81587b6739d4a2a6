import { instantOf } from '#kernel/instant.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { statusQuery } from '../api/queries.ts'
import type { Door, Session } from '../api/forms.ts'
import { changeSettings, palettes } from '../browser/settings.ts'
import { useSettings } from '../browser/use-settings.ts'
import { useNow } from '../browser/now.ts'
import { languages, nearestLanguage } from '../words/catalogues.ts'
import { useLocalText, utcText } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'
import { Commands } from './commands.tsx'
import { SignOut } from './sign-out.tsx'

/** Whose node, what time, who is connected, which language, and who I am. */
export function TopBar({ door, session }: { readonly door: Door; readonly session: Session | undefined }) {
  const { say, named } = useWords()
  return (
    <header className="top">
      <Link to="/" className="identity">
        <svg viewBox="0 0 32 32" aria-hidden="true" className="sign">
          <path d="M8 9h16M16 9v14M9.5 23c0-5 2.6-8 6.5-8s6.5 3 6.5 8" />
        </svg>
        <span>
          <strong className="identity-party">{door.party}</strong>
          <span className="identity-desk">{session?.desk ?? say('frame.nobody')}</span>
        </span>
      </Link>
      <span className="coalition">{named(door.title, 'Tamga')}</span>
      <Clock />
      {session !== undefined && <Connected />}
      {session !== undefined && <Commands refused={session.refused} />}
      <LanguageMenu />
      <PaletteMenu />
      {session !== undefined && <SignOut session={session} />}
    </header>
  )
}

function Clock() {
  const { say } = useWords()
  const at = instantOf(useNow())
  return (
    <span className="clock" title={say('frame.clock')}>
      <time dateTime={at.slice(0, 16)}>{utcText(at)}</time>
      <span className="beside">{useLocalText(at)}</span>
    </span>
  )
}

/** How many of the others answer. */
function Connected() {
  const { say } = useWords()
  const { data } = useQuery(statusQuery)
  if (data === undefined) return null
  const open = data.peers.filter(({ state }) => state === 'open').length
  const isWhole = open === data.peers.length
  return (
    <Link to="/node" className="connected" data-is-whole={isWhole}>
      <span aria-hidden="true" className="lamp" />
      {say('frame.connected', { open, all: data.peers.length })}
    </Link>
  )
}

function LanguageMenu() {
  const { say } = useWords()
  const { language } = useSettings()
  return (
    <select
      aria-label={say('frame.language')}
      value={nearestLanguage(language)}
      onChange={(event) => changeSettings({ language: event.target.value })}
    >
      {languages.map(({ tag, name }) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
      {nearestLanguage(language) === 'rtl' && <option value="rtl">RTL</option>}
    </select>
  )
}

function PaletteMenu() {
  const { say } = useWords()
  const { palette } = useSettings()
  return (
    <select
      aria-label={say('frame.palette')}
      value={palette}
      onChange={(event) => changeSettings({ palette: palettes.find((name) => name === event.target.value) ?? 'day' })}
    >
      {palettes.map((name) => (
        <option key={name} value={name}>
          {say(`palette.${name}`)}
        </option>
      ))}
    </select>
  )
}

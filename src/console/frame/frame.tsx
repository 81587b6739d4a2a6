import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef, useEffect } from 'react'
import { needsUs, rfisQuery } from '../api/consultation.ts'
import type { Door, Session } from '../api/forms.ts'
import { useLive } from '../api/live.ts'
import { actsQuery, doorQuery } from '../api/queries.ts'
import { newIn, watchesQuery } from '../api/search.ts'
import { useAlarm, useCalls } from './alarm.ts'
import { useKeys, type Keys } from '../browser/keyboard.ts'
import { forgetPicks } from '../browser/picks.ts'
import { keepSignedIn } from '../browser/signed-in.ts'
import { useTouring } from '../browser/touring.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { MarkingBanner, PrintedFoot } from './marking-banner.tsx'
import { groups, places } from './places.ts'
import { SignIn } from './sign-in.tsx'
import { TopBar } from './top-bar.tsx'

/** Around every screen: the bars, the door for whoever is not signed in, and the keys that work everywhere. */
export function Frame() {
  const { say } = useWords()
  const { data: door, error } = useQuery(doorQuery)
  const isSignedIn = door?.session !== undefined
  const { hasBeenIn, isAnother } = useWhoseScreen(door?.session?.name)
  useLive(useQueryClient(), isSignedIn && door.session?.refused['content.read'] === undefined)
  const alarm = useAlarm(door)
  useTitle(door, alarm.count)
  useEffect(() => {
    if (door !== undefined) keepSignedIn(isSignedIn)
  }, [door, isSignedIn])
  const path = useRouterState({ select: ({ location }) => location.pathname })
  if (isAnother) return <main className="alone" />
  if (door === undefined) return <main className="alone">{error === null ? null : <ProblemNote error={error} />}</main>
  const isInside = hasBeenIn
  // The tour signs in by itself, with the password that the door of a demo tells everybody.
  const isOpen = isInside || (path === '/tour' && door.demo !== undefined) || path.startsWith('/door/')
  return (
    <div className="frame">
      <a href="#screen" className="skip">
        {say('frame.skip')}
      </a>
      {alarm.news !== undefined && (
        <p className="for-reader" role="alert">
          {say('duty.came', { author: alarm.news.author, title: alarm.news.title })}
        </p>
      )}
      <TopBar door={door} session={door.session} />
      <MarkingBanner />
      {isInside && <SideBar refused={door.session?.refused ?? {}} self={door.party} />}
      {isOpen ? (
        <main
          id="screen"
          className={isInside ? 'screen' : 'screen alone'}
          data-is-left={isInside && !isSignedIn}
          tabIndex={0}
        >
          <Outlet />
        </main>
      ) : (
        <main id="screen" className="alone" tabIndex={-1}>
          <SignIn door={door} />
        </main>
      )}
      {door.demo !== undefined && <Touring door={door} />}
      <PrintedFoot party={door.party} desk={door.session?.desk ?? ''} />
      {isInside && !isSignedIn && <BackIn door={door} />}
    </div>
  )
}

/**
 * A screen is of whoever came in first. Where the door names another, be it after the end of a session or because he signed in beside it, all
 * that was read and typed is dropped and the page begins anew.
 */
function useWhoseScreen(name: string | undefined) {
  const client = useQueryClient()
  const first = useRef(name)
  first.current ??= name
  const isAnother = name !== undefined && name !== first.current
  useEffect(() => {
    if (!isAnother) return
    forgetPicks()
    client.clear()
    // The tour signs in as each step wants, and goes on where it is.
    if (location.pathname === '/tour') location.reload()
    else location.assign('/')
  }, [client, isAnother])
  return { hasBeenIn: first.current !== undefined, isAnother }
}

const TourBar = lazy(async () => ({ default: (await import('../tour/tour-bar.tsx')).TourBar }))

/** Over the screens of a demo, while somebody is shown around. */
function Touring({ door }: { readonly door: Door }) {
  const place = useTouring()
  if (place === undefined) return null
  return (
    <Suspense>
      <TourBar door={door} place={place} />
    </Suspense>
  )
}

/** `calls`: alerts that wait for this house. They are seen in a tab that is not looked at. */
function useTitle(door: Door | undefined, calls: number): void {
  const { say } = useWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const place = places.find((one) => path.startsWith(one.path))
  useEffect(() => {
    const name = place === undefined ? '' : `${say(`place.${place.name}`)} · `
    document.title = `${calls === 0 ? '' : `(${calls}) `}${name}${door?.party ?? ''} · Tamga`
  }, [door?.party, place, say, calls])
}

function SideBar({ refused, self }: { readonly refused: Session['refused']; readonly self: string }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const keys = useMemo((): Keys => {
    const places_ = places.map(({ key, path }) => [`KeyG ${key}`, () => void navigate({ to: path })] as const)
    const others = [
      ['Slash', () => void navigate({ to: '/search' })],
      ['Shift+Slash', () => void navigate({ to: '/help' })],
      ['KeyN', () => void navigate({ to: '/compose' })],
    ] as const
    return Object.fromEntries([...places_, ...others])
  }, [navigate])
  useKeys(keys)
  const forMe = useInfiniteQuery({ ...actsQuery('me'), enabled: refused['content.read'] === undefined })
  const watches = useQuery({ ...watchesQuery, enabled: refused['content.search'] === undefined })
  const calls = useCalls(self, refused['content.read'] === undefined).length
  const rfis = useQuery({ ...rfisQuery, enabled: refused['content.read'] === undefined }).data?.items ?? []
  const asked = rfis.filter((rfi) => needsUs(rfi, self)).length
  const waiting = forMe.data?.pages[0]?.waiting ?? 0
  const needsYou: Partial<Record<string, string>> = {
    duty: calls === 0 ? '' : String(calls),
    reports: waiting === 0 ? '' : String(waiting),
    consult: asked === 0 ? '' : String(asked),
    search: newIn(watches.data?.items ?? []),
  }
  return (
    <nav className="side" aria-label={say('frame.places')}>
      {refused['content.preview'] === undefined && (
        <Link to="/compose" className="new-report">
          {say('frame.newReport')}
        </Link>
      )}
      {groups.filter(hasPlaces(refused)).map((group) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{say(`group.${group}`)}</h2>
          <ul>
            {places
              .filter(({ group: own, needs }) => own === group && refused[needs] === undefined)
              .map(({ path, name, icon }) => (
                <li key={path}>
                  <Link to={path} className="place" activeProps={{ 'aria-current': 'page' }}>
                    <svg viewBox="0 0 16 16" aria-hidden="true">
                      <path d={icon} />
                    </svg>
                    {say(`place.${name}`)}
                    {(needsYou[name] ?? '') !== '' && <span className="count">{needsYou[name]}</span>}
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <Link to="/help" className="place side-help" activeProps={{ 'aria-current': 'page' }}>
        {say('place.help')}
      </Link>
    </nav>
  )
}

/** Whether a group holds a screen for whoever is refused these. */
const hasPlaces =
  (refused: Session['refused']) =>
  (group: string): boolean =>
    places.some(({ group: own, needs }) => own === group && refused[needs] === undefined)

/** The session is over while something is on the screen: the door comes over it, and what was typed stays. */
function BackIn({ door }: { readonly door: Door }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog ref={dialog} className="dialog" onCancel={(event) => event.preventDefault()} aria-labelledby="door-title">
      <SignIn door={door} isBack />
    </dialog>
  )
}

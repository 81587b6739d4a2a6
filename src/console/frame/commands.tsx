import { useNavigate } from '@tanstack/react-router'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Session } from '../api/forms.ts'
import { changeSettings, palettes } from '../browser/settings.ts'
import { languages } from '../words/catalogues.ts'
import { useWords } from '../words/say.tsx'
import { places } from './places.ts'

interface Command {
  readonly id: string
  readonly name: string
  /** The single keys that do the same. */
  readonly keys?: string
  readonly run: () => void
}

/** Everything that can be gone to or set, found by typing: Ctrl+K or Cmd+K, or its button. Nothing that is signed is a command. */
export function Commands({ refused }: { readonly refused: Session['refused'] }) {
  const { say } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent): void => {
      const isCommand = event.code === 'KeyK' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      const isElsewhere = document.querySelector('dialog[open]') !== null && dialog.current?.open !== true
      if (!isCommand || isElsewhere) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
  }, [isOpen])
  return (
    <>
      <button type="button" className="commands-open" aria-keyshortcuts="Control+K" onClick={() => setOpen(true)}>
        {say('commands.open')} <kbd dir="ltr">Ctrl K</kbd>
      </button>
      <dialog
        ref={dialog}
        className="dialog commands"
        aria-label={say('commands.title')}
        onClose={() => setOpen(false)}
      >
        {isOpen && <Finder refused={refused} close={() => dialog.current?.close()} />}
      </dialog>
    </>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

function Finder({ refused, close }: { readonly refused: Session['refused']; readonly close: () => void }) {
  const { say } = useWords()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const all = useCommands(refused)
  const found = useMemo(() => matching(all, typed), [all, typed])
  const rows = [...found, ...useTyped(typed, refused)]
  const chosen = Math.min(at, rows.length - 1)
  const run = (command: Command | undefined): void => {
    if (command === undefined) return
    close()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // While letters are being chosen for what was typed, its keys belong to that choice.
    if (event.nativeEvent.isComposing) return
    const step = steps[event.code]
    if (step !== undefined) setAt((chosen + step + rows.length) % Math.max(rows.length, 1))
    else if (event.key === 'Enter') run(rows[chosen])
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={rows[chosen] === undefined ? undefined : `${id}-${rows[chosen].id}`}
        aria-label={say('commands.title')}
        placeholder={say('commands.hint')}
        value={typed}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={say('commands.title')} className="commands-list">
        {rows.map((command, place) => (
          <li
            key={command.id}
            id={`${id}-${command.id}`}
            role="option"
            aria-selected={place === chosen}
            ref={place === chosen ? reveal : undefined}
            onPointerMove={() => setAt(place)}
            onClick={() => run(command)}
          >
            <bdi>{command.name}</bdi>
            {command.keys !== undefined && <kbd dir="ltr">{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className="hint">{say('commands.none')}</p>}
    </>
  )
}

const reveal = (row: HTMLElement | null): void => row?.scrollIntoView({ block: 'nearest' })

function useCommands(refused: Session['refused']): readonly Command[] {
  const { say } = useWords()
  const navigate = useNavigate()
  return useMemo(() => {
    const to = places
      .filter(({ needs }) => refused[needs] === undefined)
      .map(({ path, name, key }) => {
        const keys = `g ${key.slice(3).toLowerCase()}`
        return { id: name, name: say(`place.${name}`), keys, run: () => void navigate({ to: path }) }
      })
    const write = {
      id: 'compose',
      name: say('frame.newReport'),
      keys: 'n',
      run: () => void navigate({ to: '/compose' }),
    }
    const warn = { id: 'warn', name: say('duty.warn.title'), run: () => void navigate({ to: '/duty/warn' }) }
    const rfi = { id: 'rfi', name: say('consult.ask.title'), run: () => void navigate({ to: '/consult/ask' }) }
    const own = [
      { id: 'me', name: say('place.me'), run: () => void navigate({ to: '/me' }) },
      { id: 'help', name: say('place.help'), keys: '?', run: () => void navigate({ to: '/help' }) },
      { id: 'print', name: say('commands.print'), run: () => void requestAnimationFrame(() => print()) },
    ]
    const lights = palettes.map((palette) => {
      const name = `${say('frame.palette')}: ${say(`palette.${palette}`)}`
      return { id: `palette-${palette}`, name, run: () => changeSettings({ palette }) }
    })
    const tongues = languages.map(({ tag, name }) => {
      return {
        id: `language-${tag}`,
        name: `${say('frame.language')}: ${name}`,
        run: () => changeSettings({ language: tag }),
      }
    })
    return [
      ...to,
      ...(refused['content.preview'] === undefined ? [write] : []),
      ...(refused['alerts.send'] === undefined ? [warn] : []),
      ...(refused['consultation.send'] === undefined ? [rfi] : []),
      ...own,
      ...lights,
      ...tongues,
    ]
  }, [refused, say, navigate])
}

/** What was typed, as something to look for; and as the number of an act, where it is one. */
function useTyped(typed: string, refused: Session['refused']): readonly Command[] {
  const { say } = useWords()
  const navigate = useNavigate()
  const q = typed.trim()
  if (q === '') return []
  const search = {
    id: 'search-typed',
    name: say('commands.search', { q: q.length > 40 ? `${q.slice(0, 40)}…` : q }),
    run: () => void navigate({ to: '/search', search: { q } }),
  }
  const act = {
    id: 'open-typed',
    name: say('commands.act', { act: q.slice(0, 13) }),
    run: () => void navigate({ to: '/reports', search: { tab: 'all', act: q } }),
  }
  const isAct = /^act--[0-9a-f]{64}$/u.test(q)
  return [
    ...(isAct && refused['content.read'] === undefined ? [act] : []),
    ...(refused['content.search'] === undefined ? [search] : []),
  ]
}

/** Those whose name has every word that was typed. */
function matching(all: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLocaleLowerCase().split(/\s+/u)
  return all.filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)))
}

import { useEffect } from 'react'
import { settingsNow } from './settings.ts'

/**
 * Keys by their place on the keyboard (`KeyboardEvent.code`): `KeyJ` is the same key under a Russian, a Chinese and a Latin layout. `Shift+`
 * before it, and two in a row with a blank between: `KeyG KeyI`.
 */
export type Keys = Readonly<Record<string, () => void>>

const active: Keys[] = []
let prefix = ''
let prefixUntilMs = 0
const prefixMs = 1500

export function useKeys(keys: Keys): void {
  useEffect(() => {
    active.push(keys)
    return () => {
      active.splice(active.indexOf(keys), 1)
    }
  }, [keys])
}

/** What the pressed keys mean where they were pressed; the last that was mounted is asked first. */
function meaningOf(name: string): (() => void) | undefined {
  return active.toReversed().find((keys) => Object.hasOwn(keys, name))?.[name]
}

/** What asks a browser to find something on the page. */
export const isFind = ({ code, ctrlKey, metaKey }: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey'>): boolean =>
  code === 'KeyF' && (ctrlKey || metaKey)

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog') !== null

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (isTyping(event.target) || !settingsNow().hasShortcuts) return
  const pressed = `${event.shiftKey ? 'Shift+' : ''}${event.code}`
  const sequence = event.timeStamp < prefixUntilMs ? `${prefix} ${pressed}` : pressed
  const meaning = meaningOf(sequence) ?? meaningOf(pressed)
  const begins = active.some((keys) => Object.keys(keys).some((name) => name.startsWith(`${pressed} `)))
  prefix = begins ? pressed : ''
  prefixUntilMs = begins ? event.timeStamp + prefixMs : 0
  if (meaning === undefined) return
  event.preventDefault()
  meaning()
}

addEventListener('keydown', press)

import { useSyncExternalStore } from 'react'
import { settingsNow } from './settings.ts'

/** How far somebody is on the tour, and the report that he made on it. It goes from node to node in the address, and stays with this tab. */
export interface TourPlace {
  readonly step?: number
  readonly act?: string
  readonly title?: string
  /** In which the tour goes on: a browser keeps it for each node apart. */
  readonly language?: string
}

const kept = 'tamga.tour'
const listeners = new Set<() => void>()
let current = read()

/** Of an address, or of what a tab kept, what is understood. */
export function tourPlace(given: Readonly<Record<string, unknown>>): TourPlace {
  const step = Number(given['step'])
  const { act, title, language } = given
  return {
    ...(Number.isInteger(step) && step >= 1 && step <= 9 ? { step } : {}),
    ...(typeof act === 'string' && /^act--[0-9a-f]{64}$/u.test(act) ? { act } : {}),
    ...(typeof title === 'string' && title.length <= 300 ? { title } : {}),
    ...(typeof language === 'string' && /^[a-z]{2,3}$/u.test(language) ? { language } : {}),
  }
}

function read(): TourPlace | undefined {
  const text = sessionStorage.getItem(kept)
  const place = text === null ? {} : tourPlace(Object.fromEntries(new URLSearchParams(text)))
  return place.step === undefined ? undefined : place
}

/** `undefined` ends the tour. */
export function tourAt(place: TourPlace | undefined): void {
  current = place
  if (place === undefined) sessionStorage.removeItem(kept)
  else sessionStorage.setItem(kept, String(new URLSearchParams(said(place))))
  for (const listener of listeners) listener()
}

function said(place: TourPlace): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(place).map(([name, value]) => [name, String(value)]))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the tour is, if this tab is on one. */
export const useTouring = (): TourPlace | undefined => useSyncExternalStore(subscribe, () => current)

/** Goes on at another node of the demo: another port of the host by which one came. */
export function goOnAt(url: string, place: TourPlace): void {
  const { port } = new URL(url)
  const target = new URL(
    `/tour?${new URLSearchParams(said({ ...place, language: settingsNow().language }))}`,
    location.href,
  )
  target.port = port
  location.assign(target)
}

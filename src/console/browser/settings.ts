/** What belongs to this device and to nobody's account: a duty wall stays dark whoever sits before it. */
export interface Settings {
  readonly language: string
  readonly palette: 'day' | 'dusk' | 'night'
  /** How high the rows of lists are. */
  readonly density: 'roomy' | 'dense'
  readonly hasShortcuts: boolean
  /** Whether an alert is heard. */
  readonly hasSound: boolean
}

export const palettes = ['day', 'dusk', 'night'] as const
export const densities = ['roomy', 'dense'] as const

const place = 'tamga.settings'
const listeners = new Set<() => void>()
let current: Settings = read()

/** What the device keeps may have been written by anyone who sat at it: only known values count. */
function read(): Settings {
  const kept = parsed(localStorage.getItem(place) ?? '{}')
  const language = kept['language']
  return {
    language: typeof language === 'string' && language.length < 10 ? language : navigator.language,
    palette: palettes.find((name) => name === kept['palette']) ?? 'day',
    density: densities.find((name) => name === kept['density']) ?? 'roomy',
    hasShortcuts: kept['hasShortcuts'] !== false,
    hasSound: kept['hasSound'] === true,
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change }
  localStorage.setItem(place, JSON.stringify(current))
  for (const listener of listeners) listener()
}

export const settingsNow = (): Settings => current

/** Another window of this device has chosen. */
function follow({ key }: StorageEvent): void {
  if (key !== place && key !== null) return
  current = read()
  for (const listener of listeners) listener()
}

/** Tells of every change, here or in another window, until it is called off. */
export function onSettings(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', follow)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('storage', follow)
  }
}

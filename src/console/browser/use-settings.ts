import { useSyncExternalStore } from 'react'
import { onSettings, settingsNow, type Settings } from './settings.ts'

export const useSettings = (): Settings => useSyncExternalStore(onSettings, settingsNow)

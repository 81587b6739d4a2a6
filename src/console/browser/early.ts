import { filesOf, nearestLanguage } from '../words/catalogues.ts'
import { begin } from './network.ts'
import { settingsNow } from './settings.ts'

// What every screen begins with is on its way while the scripts that show it are being read.
const language = nearestLanguage(settingsNow().language)
begin('/api/v1/door', language)
filesOf(language).catch(() => undefined)

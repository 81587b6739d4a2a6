import { isTab, listPath, siftedIn, usualTab } from '../api/lists.ts'
import { top } from '../api/paged.ts'
import { filesOf, nearestLanguage } from '../words/catalogues.ts'
import { begin } from './network.ts'
import { settingsNow } from './settings.ts'
import { wasSignedIn } from './signed-in.ts'

// A script of its own before all others: what every screen begins with is on its way while those are being read.
const language = nearestLanguage(settingsNow().language)
begin('/api/v1/door', language)
/** The list that is wanted as soon as the screens can draw it. */
export const firstList = wasSignedIn() ? listOf(location) : undefined
if (firstList !== undefined) begin(listPath(firstList.box, firstList.sifted, top), language)
filesOf(language).catch(() => undefined)

/** What the screen of reports asks for first, where the address sifts nothing. */
function listOf({ pathname, search }: Location) {
  const { tab = usualTab, ...others } = Object.fromEntries(new URLSearchParams(search))
  if (pathname !== '/reports' || !isTab(tab) || tab === 'drafts' || 'title' in others) return undefined
  return { box: tab, sifted: siftedIn(others) }
}

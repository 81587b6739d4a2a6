import type { Reader } from '#platform/http/reader.ts'
import { onOtherKeyboard } from '#platform/search/keyboard.ts'
import { visible, type SearchQuery } from '#platform/search/search.ts'
import { entries } from '#platform/search/tables.ts'
import { queryWordsOf, unaskedIn } from '#platform/search/words.ts'
import type { NodePorts } from '../ports.ts'

/** Counted no further. */
const mostSearched = 100_000

interface Answered {
  readonly asked: SearchQuery
  readonly isEmpty: boolean
}

/** What of the query was not looked for, and how else it may have been meant. Where that is all of it, nothing was looked through. */
export async function hintsOf({ search, store }: NodePorts, reader: Reader, { asked, isEmpty }: Answered) {
  const left = unaskedIn(asked.text)
  const unasked = left.length === 0 ? {} : { unasked: [...left] }
  const isUnasked = asked.text.trim() !== '' && queryWordsOf(asked.text).length === 0
  if (!isEmpty || isUnasked) return unasked
  const searched = await store.count(entries, visible(reader), mostSearched)
  const instead = onOtherKeyboard(asked.text)
  const again = { ...asked, text: instead ?? '' }
  const { finds } = instead === undefined ? { finds: [] } : await search.find(again, reader, { limit: 1 })
  return { ...unasked, searched, ...(instead === undefined || finds.length === 0 ? {} : { instead }) }
}

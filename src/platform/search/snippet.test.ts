import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { snippetOf } from './snippet.ts'
import { SoughtText } from './sought-text.ts'

const word = fc.constantFrom(
  'drones',
  'Угрозы',
  '上海合作',
  'a[.]example',
  "actor's",
  '“kite,',
  'T1055.011',
  '\ud800',
  'ﬁle',
  'İ',
  '—',
)
const text = fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 })

test('SR9 highlights stand within the snippet, ascending and apart', () => {
  fc.assert(
    fc.property(text, fc.array(word, { maxLength: 4 }), (parts, asked) => {
      const { snippet, highlights } = snippetOf(parts.join(' '), new SoughtText(asked.join(' ')))
      expect(snippet.isWellFormed()).toBe(true)
      let last = -1
      for (const [from, to] of highlights) {
        expect(from).toBeGreaterThan(last)
        expect(to).toBeGreaterThan(from)
        last = to
      }
      expect(last).toBeLessThanOrEqual(snippet.length)
    }),
    { numRuns: 500 },
  )
})

test('the texts of a page together are read so far and no further', () => {
  const sought = new SoughtText('crane')
  const long = `${'word '.repeat(790)}crane`
  const hits = Array.from({ length: 150 }, () => [...sought.hits(long)].length)
  expect(hits[0]).toBe(1)
  expect(hits.at(-1)).toBe(0)
  expect([...sought.hits('a crane')]).toHaveLength(1)
})

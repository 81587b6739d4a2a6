import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundle, malware } from './bundle.ts'
import { arrived, scene } from './scene.ts'

const told = '<b>beacon</b> \u001b[31m"kite" & (heron | crane) \u202emarks\u202c 上海合作组织 угроза'
const viper = malware({ name: "Sand 'Viper' <script>", mark: '1', more: { description: told } })
const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Sand' }

interface Answer {
  readonly items: readonly {
    readonly name: string
    readonly snippet: string
    readonly highlights: readonly (readonly [number, number])[]
  }[]
  readonly unasked?: readonly string[]
}

test('SR11 marks, operators and what cannot be seen are no language: words are found between them, whatever else is asked', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const ask = async (query: string) => {
    const { status, json } = await at.bor.ask('analyst', 'GET', `/api/v1/search?q=${encodeURIComponent(query)}`)
    return [status, (json as unknown as Answer).items.map(({ name }) => name).length]
  }
  const finding = [
    '"kite"',
    'kite & heron',
    '!kite | (heron)',
    'kite:* <-> heron',
    '\u202ekite\u202c',
    'ki\u00adte',
    '{"kite"}',
    '%kite_',
    '<b>beacon</b>',
    'KITE kite Kite '.repeat(20),
    '  \t\n kite \r ',
    `the ${'and the of '.repeat(30)} kite`,
  ]
  for (const query of finding) expect([query, await ask(query)]).toEqual([query, [200, 1]])
  for (const query of ['&', '| !', '"', '\\', '--', '()', "'", 'the', 'и на the', '\u202e', '*', '威'])
    expect([query, await ask(query)]).toEqual([query, [200, 0]])
  for (const query of ['x'.repeat(501), '', 'kite%00']) {
    const { json, status } = await at.bor.ask('analyst', 'GET', `/api/v1/search?q=${query}`)
    expect([status, json]).toMatchObject([400, { code: 'request-invalid', params: { path: '/q' } }])
  }
})

test('SR11 any text at all is answered, and a highlight is a word of the query in a text as it was given', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const word = fc.constantFrom(
    'kite',
    'угрозы',
    '合作',
    'beacon',
    'the',
    '\ud800',
    '\u202e',
    '"',
    '[',
    '\u0000',
    'Т1055',
  )
  const query = fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 20 })), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(query, fc.constantFrom('', '&why=1', '&facets=1', '&sort=time'), async (parts, more) => {
      const text = parts.join(' ').toWellFormed()
      const { status, json } = await at.bor.ask('analyst', 'GET', `/api/v1/search?q=${encodeURIComponent(text)}${more}`)
      if (status !== 200) {
        expect([text.length > 500 || text === '' || text.includes('\u0000'), json]).toMatchObject([
          true,
          { code: 'request-invalid' },
        ])
        return
      }
      for (const { snippet, highlights } of (json as unknown as Answer).items) {
        expect(told).toContain(snippet)
        for (const [from, to] of highlights)
          expect(['beacon', 'kite', 'heron', 'crane', 'marks', '上海合作组织', 'угроза'].join(' ')).toContain(
            snippet.slice(from, to).replaceAll(/<\/?b>|["()\u202e\u202c]|<b>|\u001b\[31m/gu, ''),
          )
      }
    }),
    { numRuns: 150 },
  )
})

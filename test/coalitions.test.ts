import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stringsOf } from './house/names.ts'
import { readTree, top } from './house/tree.ts'
import type { TreeFile } from './house/tree.ts'

interface Words {
  readonly name: string
}

interface Profile {
  readonly name: string
  readonly levels: readonly Words[]
  readonly categories: readonly Words[]
  readonly purposes: readonly Words[]
  readonly standings: readonly Words[]
  readonly title: Readonly<Record<string, string>>
  readonly parties: readonly { readonly party: string; readonly name: Readonly<Record<string, string>> }[]
}

/** Whose parties play in the tour and the examples; they are nobody. */
const fictional = new Set(['bench', 'demo', 'own'])
const real = readdirSync(`${top}profiles`)
  .map((file) => JSON.parse(readFileSync(`${top}profiles/${file}`, 'utf8')) as Profile)
  .filter(({ name }) => !fictional.has(name))

/** Parties that also play in the demo are named in the tour. */
const played = new Set(['sec'])
const slugs = new Set(
  real.flatMap(({ parties }) => parties.map(({ party }) => party)).filter((one) => !played.has(one)),
)
const names = [
  ...new Set(
    real.flatMap(({ title, parties }) => [
      ...Object.values(title),
      ...parties.filter(({ party }) => !played.has(party)).flatMap(({ name }) => Object.values(name)),
    ]),
  ),
]

/** A script of Unicode may be called like a country. */
const withoutScripts = (text: string): string => text.replaceAll(/Script=\w+/g, '')

const coalitionsIn = (file: TreeFile): readonly string[] => [
  ...stringsOf(file)
    .filter(({ name }) => slugs.has(name))
    .map(({ name, line }) => `${file.path}:${line}: ${name}`),
  ...names
    .filter((name) => new RegExp(`(?<![\\p{L}])${name}(?![\\p{L}])`, 'u').test(withoutScripts(file.text)))
    .map((name) => `${file.path}: ${name}`),
]

test('profiles: nothing in the code knows a coalition or one of its parties', () => {
  const code = readTree('src', /\.tsx?$/).filter(({ path }) => !/\.test\.ts$|\/testing\//.test(path))
  expect(real.length).toBeGreaterThan(1)
  expect(code.flatMap(coalitionsIn)).toEqual([])
  expect(
    readTree('locales', /\.json$/).flatMap(({ path, text }) =>
      names.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`),
    ),
  ).toEqual([])
})

/** Words of a charter that mean something else in the code too. */
const meansOther = new Set([
  'assessment',
  'conflict',
  'infrastructure',
  'open',
  'organ',
  'other',
  'response',
  'secret',
  'warning',
])
const words = new Set(
  real
    .flatMap(({ levels, categories, purposes, standings }) => [...levels, ...categories, ...purposes, ...standings])
    .map(({ name }) => name)
    .filter((name) => !meansOther.has(name)),
)

test('profiles: no level, category, purpose or standing has a meaning in the code', () => {
  const code = readTree('src', /\.tsx?$/).filter(({ path }) => !/\.test\.ts$|\/testing\/|^src\/cli\/demo\//.test(path))
  const found = code.flatMap((file) =>
    stringsOf(file)
      .filter(({ name }) => words.has(name))
      .map(({ name, line }) => `${file.path}:${line}: ${name}`),
  )
  expect(found).toEqual([])
})

test('profiles: a party or a coalition in the code is found', () => {
  const [coalition] = real
  const [party] = coalition?.parties ?? []
  const path = 'src/charter/release.ts'
  expect(coalitionsIn({ path, text: `if (author === '${party?.party}') permit()` })).toHaveLength(1)
  expect(coalitionsIn({ path, text: `// as ${party?.name['en']} asked` })).toHaveLength(1)
  expect(coalitionsIn({ path, text: `const title = '${coalition?.title['en']}'` })).toHaveLength(1)
})

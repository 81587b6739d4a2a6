import { readdirSync, readFileSync } from 'node:fs'
import { Option } from 'commander'
import { expect, test } from 'vitest'
import { globalFlags } from '#cli/program.ts'
import { verbs } from '#cli/verbs/table.ts'
import { filesUnder, top } from './house/tree.ts'

const guides = filesUnder('docs/user-guide').filter((path) => /\.[a-z]+\.md$/.test(path))
const pages = ['README.md', 'docs/operations.md', 'docs/joining.md', ...guides]

interface Typed {
  readonly place: string
  readonly words: readonly string[]
}

/** Command lines that a page shows: in blocks and in running text, whatever stands before `tamga`. */
function typedIn(path: string, text: string): readonly Typed[] {
  return text.split('\n').flatMap((line, at) => {
    const spans = /^(?: {4}|\$ )?(?:npx |npm run )?tamga /.test(line)
      ? [line.trim()]
      : [...line.matchAll(/`((?:npx |npm run )?tamga [^`]+)`/g)].map(([, span = '']) => span)
    return spans.map((span) => ({ place: `${path}:${at + 1}`, words: wordsOf(span) }))
  })
}

/** The words after `tamga`, quoted ones whole, up to a comment or a pipe. */
function wordsOf(span: string): readonly string[] {
  const [bare = ''] = span.replace(/^.*?\btamga (?:-- )?/, '').split(/ +[#|>] ?/)
  return (bare.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll(/^["']|["']$/g, ''))
}

/** What is wrong with a command line: a verb or an option that there is not. */
function wrongIn({ words }: Typed): string | undefined {
  const [first = '', second = ''] = words
  // A placeholder (VERB, КОМАНДА, 命令), or an option of the program itself.
  if (!/^[a-z]+$/.test(first)) return undefined
  const verb = verbs.find(({ name }) => name === `${first} ${second}`) ?? verbs.find(({ name }) => name === first)
  if (verb === undefined) return `${first} ${second}`.trim()
  const flags = [...globalFlags, ...(verb.flags ?? []), { flags: '-h, --help' }]
  const known = new Set(flags.flatMap((flag) => [new Option(flag.flags).long, new Option(flag.flags).short]))
  return words.find((word) => word.startsWith('-') && word !== '-' && !known.has(word))
}

test.each(pages)('guides: every command of %s is one of the command line', (path) => {
  const typed = typedIn(path, readFileSync(top + path, 'utf8'))
  expect(typed.length).toBeGreaterThan(5)
  expect(typed.flatMap((one) => (wrongIn(one) === undefined ? [] : [`${one.place}: ${wrongIn(one)}`]))).toEqual([])
})

/** Contexts that a page turns to without having made them: `login --use NAME` before any `login … --name NAME`. */
function unmadeIn(typed: readonly Typed[]): readonly string[] {
  const made = new Set<string | undefined>()
  return typed.flatMap(({ place, words }) => {
    const after = (flag: string) => words[words.indexOf(flag) + 1]
    if (words.includes('--name')) made.add(after('--name'))
    return words.includes('--use') && !made.has(after('--use')) ? [`${place}: ${after('--use')}`] : []
  })
}

test('guides: whoever a page logs in as again was logged in by it before', () => {
  const path = 'docs/joining.md'
  expect(unmadeIn(typedIn(path, readFileSync(top + path, 'utf8')))).toEqual([])
  const text = ['    tamga login --node N --name admin', '    tamga login --use admin', '    tamga login --use other']
  expect(unmadeIn(typedIn('a.md', text.join('\n')))).toEqual(['a.md:3: other'])
})

test('guides: a verb or an option that there is not is found', () => {
  const text = [
    '    tamga shre x.json',
    '`tamga share x --too bor` and `tamga list --json`',
    'npx tamga backup create --out F',
  ].join('\n')
  const wrong = typedIn('a.md', text).map((one) => `${one.place}: ${wrongIn(one)}`)
  expect(wrong).toEqual(['a.md:1: shre x.json', 'a.md:2: --too', 'a.md:2: undefined', 'a.md:3: undefined'])
})

test('guides: each guide is the same in every language', () => {
  const shape = (path: string) => {
    const text = readFileSync(top + path, 'utf8')
    const typed = typedIn(path, text).map(({ words }) =>
      words.filter((word) => /^(?:--?[a-z-]+|[a-z]+)$/.test(word)).join(' '),
    )
    return {
      headings: text.match(/^#+ /gm)?.length,
      rows: text.match(/^\|/gm)?.length,
      verbs: typed.filter((one) => one !== '').toSorted(),
    }
  }
  const subjects = new Set(guides.map((path) => path.replace(/\.[a-z]+\.md$/, '')))
  for (const subject of subjects) {
    const [first, ...others] = guides.filter((path) => path.startsWith(`${subject}.`)).map(shape)
    expect(others.length).toBe(2)
    for (const other of others) expect(other).toEqual(first)
  }
})

const inBrowser = guides.filter((path) => /\/(?:liaison|analyst|oversight|administrator|duty)\./.test(path))

/** Every text of a catalogue, however deep it stands. */
const textsOf = (said: unknown): readonly string[] =>
  typeof said === 'string' ? [said] : Object.values(said as object).flatMap(textsOf)

test.each(inBrowser)('guides: what %s names in bold stands so on the screen', (path) => {
  const [, language = ''] = /\.([a-z]+)\.md$/.exec(path) ?? []
  const said = (file: string): unknown => JSON.parse(readFileSync(`${top}locales/${language}/${file}.json`, 'utf8'))
  const known = new Set(['console', 'duty', 'consult'].flatMap((file) => textsOf(said(file))))
  const named = [...readFileSync(top + path, 'utf8').matchAll(/\*\*([^*]+)\*\*/g)].map(([, text = '']) => text)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((text) => !known.has(text))).toEqual([])
})

test('guides: every picture of a screen is shown, in each language and by night, and no other is kept', () => {
  const kept = readdirSync(`${top}docs/user-guide/pictures`)
  const names = new Set(kept.map((file) => file.replace(/-(?:en|ru|zh|rtl|night)\.png$/, '')))
  const wanted = [...names].flatMap((name) => ['en', 'ru', 'zh', 'rtl', 'night'].map((form) => `${name}-${form}.png`))
  expect(kept.toSorted()).toEqual(wanted.toSorted())
  const shown = [...guides, 'docs/user-guide/screens.md'].flatMap((path) =>
    [...readFileSync(top + path, 'utf8').matchAll(/\(pictures\/([^)]+)\)/g)].map(([, file = '']) => file),
  )
  expect([...new Set(shown)].toSorted()).toEqual(kept.toSorted())
})

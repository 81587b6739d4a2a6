import { existsSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'
import { acts } from '#protocol/acts/table.ts'
import { codes } from '#protocol/codes.ts'
import { errorsPage, errorsPath } from '../scripts/errors-table.ts'
import { lineAt, parseSource } from './house/imports.ts'
import { filesUnder, readTree, top } from './house/tree.ts'
import type { TreeFile } from './house/tree.ts'

const topPages = ['README', 'ARCHITECTURE', 'STANDARDS', 'STYLE', 'SECURITY', 'CHANGES'].map((name) => `${name}.md`)
const paths = [...topPages, ...['docs', 'src', 'bench', 'vectors'].flatMap(filesUnder)].filter((path) =>
  path.endsWith('.md'),
)
const pages: readonly TreeFile[] = paths.map((path) => ({ path, text: readFileSync(top + path, 'utf8') }))
const scripts = Object.keys(
  (JSON.parse(readFileSync(`${top}package.json`, 'utf8')) as { scripts: Record<string, string> }).scripts,
)

const withoutCode = (text: string) => text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '').replaceAll(/`[^`\n]*`/g, '')
/** The anchors that a page's headings give, as readers of Markdown on the web spell them. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** Links to places that are not there: `page: target`. */
function lostLinks({ path, text }: TreeFile): readonly string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#')
      const place = file === '' ? path : posix.join(dirname(path), file)
      if (!existsSync(top + place)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(top + place, 'utf8')).includes(anchor)
    })
    .map((target) => `${path}: ${target}`)
}

test('documents: every page of the house is there', () => {
  const docs = ['protocol', 'errors', 'threats', 'operations', 'profiles', 'joining'].map((name) => `docs/${name}.md`)
  expect([...topPages, ...docs].filter((path) => !existsSync(top + path))).toEqual([])
})

test('documents: every link between pages leads somewhere', () => {
  expect(pages.flatMap(lostLinks)).toEqual([])
})

test('documents: a link to nowhere is found', () => {
  expect(
    lostLinks({ path: 'docs/a.md', text: '[a](../README.md) [b](b.md) [c](errors.md#nothing) [d](https://d.d)' }),
  ).toEqual(['docs/a.md: b.md', 'docs/a.md: errors.md#nothing'])
})

test('documents: every npm script that a page names is in package.json', () => {
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm (?:run ([a-z-]+)|(start|test)\b)/g)].map(([, run, own]) => ({
      path,
      name: run ?? own ?? '',
    })),
  )
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter(({ name }) => !scripts.includes(name))).toEqual([])
})

/** Tests that a page cites stand as `file` beside the claim; a file that was renamed is noticed. */
test('documents: every file of the tree that a page names is there', () => {
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/`((?:src|test|vectors|profiles|locales|scripts|packaging|bench|docs)\/[\w./-]+\.\w+)`/g)].map(
      ([, file = '']) => ({ path, file }),
    ),
  )
  expect(named.filter(({ file }) => !existsSync(top + file))).toEqual([])
})

test('documents: decisions have a number each, and say what was asked, chosen and paid, and what would change our mind', () => {
  const decisions = filesUnder('docs/decisions')
  const numbers = decisions.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]))
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other))
  expect(numbers).not.toContain(Number.NaN)
  const parts = ['**Question.**', '**Choice.**', '**Cost.**', '**What would change our mind.**']
  const incomplete = decisions.filter((path) => {
    const text = readFileSync(top + path, 'utf8')
    return parts.some((part) => !text.includes(part))
  })
  expect(incomplete).toEqual([])
})

/** The first argument of every `refuse(...)`, where it is written out. */
function refusedCodes({ path, text }: TreeFile): readonly { readonly code: string; readonly place: string }[] {
  const found: { code: string; place: string }[] = []
  new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'refuse' || first?.type !== 'Literal') return
      found.push({ code: String(first.value), place: `${path}:${lineAt(text, first.start)}` })
    },
  }).visit(parseSource(path, text))
  return found
}

const source = readTree('src', /(?<!\.test)\.ts$/).filter(({ path }) => !path.includes('/testing/'))

/** Where codes are named without being refused with. */
const theTable = ['src/protocol/codes.ts', 'src/protocol/room-codes.ts']

test('errors: every code that is refused with is in the table', () => {
  const refused = source.flatMap(refusedCodes)
  expect(refused.length).toBeGreaterThan(100)
  expect(refused.filter(({ code }) => !Object.hasOwn(codes, code))).toEqual([])
})

test('errors: a code outside the table is found with its place', () => {
  const planted = { path: 'src/kernel/a.ts', text: "const a = 1\nconst b = refuse('no-such-code', 'rule')" }
  expect(refusedCodes(planted)).toEqual([{ code: 'no-such-code', place: 'src/kernel/a.ts:2' }])
})

test('errors: every code of the table is refused with somewhere', () => {
  const words = source.filter(({ path }) => !theTable.includes(path)).map(({ text }) => text)
  const quoted = new Set(words.flatMap((text) => [...text.matchAll(/'([a-z0-9-]+)'/g)].map(([, word = '']) => word)))
  expect(Object.keys(codes).filter((code) => !quoted.has(code))).toEqual([])
})

test('errors: docs/errors.md says what the table and the English catalogue say', () => {
  expect(readFileSync(top + errorsPath, 'utf8')).toBe(errorsPage())
})

test('documents: every kind of act stands in the table of protocol 4, and every section that is cited is there', () => {
  const text = readFileSync(`${top}docs/protocol.md`, 'utf8')
  const [, table = ''] = /^\| Kind \| Class \| Body \|\n((?:\|.*\n)+)/m.exec(text) ?? []
  expect(Object.keys(acts).filter((kind) => !table.includes(`\`${kind}\``))).toEqual([])
  const sections = new Set([...text.matchAll(/^## (\d+)\. /gm)].map(([, number]) => number))
  const cited = pages.flatMap(({ path, text: page }) =>
    [...page.matchAll(/\bprotocol (\d+)\b/g)].map(([, number]) => ({ path, number })),
  )
  expect(cited.filter(({ number }) => !sections.has(number))).toEqual([])
})

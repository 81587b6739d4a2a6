import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { top } from '../house/tree.ts'

const folder = `${top}dist/console/`
const page = readFileSync(`${folder}console.html`, 'utf8')
const firstFiles = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/gu)].map(([, name = '']) => name)

/** In kilobytes of brotli. */
const budget = { firstScripts: 180, firstStyles: 20, later: 60 } as const

interface Built {
  /** What the page names, and so is loaded before anything is shown. */
  readonly first: readonly string[]
  /** Kilobytes of every script and style. */
  readonly sizes: ReadonlyMap<string, number>
}

const built = (): Built => {
  const names = readdirSync(`${folder}assets`).map((name) => `assets/${name}`)
  const weighed = names.filter((name) => /\.(js|css)$/u.test(name))
  return {
    first: firstFiles,
    sizes: new Map(weighed.map((name) => [name, statSync(`${folder}${name}.br`).size / 1000])),
  }
}

/** What is too heavy, a line each. */
function overruns({ first, sizes }: Built): readonly string[] {
  const total = (ending: string): number =>
    first.filter((name) => name.endsWith(ending)).reduce((sum, name) => sum + (sizes.get(name) ?? Number.NaN), 0)
  const sums = [
    ['first scripts', total('.js'), budget.firstScripts],
    ['first styles', total('.css'), budget.firstStyles],
  ] as const
  const later = [...sizes].filter(([name]) => !first.includes(name))
  return [...sums, ...later.map(([name, size]) => [name, size, budget.later] as const)].flatMap(([name, size, most]) =>
    size <= most ? [] : [`${name}: ${size.toFixed(1)} kB of ${most}`],
  )
}

test('console: first at most 180 kB of script and 20 kB of styles are loaded, then pieces of at most 60 kB', () => {
  const now = built()
  expect(now.first.filter((name) => name.endsWith('.js')).length).toBeGreaterThan(0)
  expect(now.sizes.size - now.first.length).toBeGreaterThan(5)
  expect(overruns(now)).toEqual([])
})

test('console: a budget that is overrun, or a file that was not weighed, is named', () => {
  const now = built()
  const [script = '', style = ''] = ['.js', '.css'].map((ending) => now.first.find((name) => name.endsWith(ending)))
  const planted = (name: string, size: number): readonly string[] =>
    overruns({ ...now, sizes: new Map([...now.sizes, [name, size]]) })
  expect(planted(script, 180.1)).toHaveLength(1)
  expect(planted(style, 20.1)).toEqual(['first styles: 20.1 kB of 20'])
  expect(planted('assets/map.js', 60.1)).toEqual(['assets/map.js: 60.1 kB of 60'])
  expect(planted('assets/map.css', 60)).toEqual([])
  expect(overruns({ ...now, first: [...now.first, 'assets/none.js'] })).toEqual(['first scripts: NaN kB of 180'])
})

test('console: the page names nothing of another host and holds no script, style or handler of its own', () => {
  expect(page).not.toMatch(/https?:|\/\/|<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/u)
  expect(firstFiles.length).toBeGreaterThan(2)
})

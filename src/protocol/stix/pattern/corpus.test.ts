import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { parsePattern } from './parse.ts'
import { printPattern } from './print.ts'

const folder = '../shared/data/stix'
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

interface Given {
  readonly type: string
  readonly pattern?: string
  readonly pattern_type?: string
}

function patternsOf(file: string): readonly string[] {
  const { objects }: { objects: readonly Given[] } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  const indicators = objects.filter(({ type, pattern_type: kind = 'stix' }) => type === 'indicator' && kind === 'stix')
  return indicators.flatMap(({ pattern }) => pattern ?? [])
}

test.skipIf(files.length === 0)(
  'STIX 9 every pattern of real bundles is read and spelt the same twice (no shared data)',
  () => {
    const patterns = files.flatMap(patternsOf)
    expect(patterns.length).toBeGreaterThan(1000)
    const refused = patterns.filter((text) => {
      const pattern = parsePattern(text)
      return isRefusal(pattern) || printPattern(pattern) !== spelling(printPattern(pattern))
    })
    expect(refused).toEqual([])
  },
)

function spelling(text: string): string {
  const pattern = parsePattern(text)
  return isRefusal(pattern) ? '' : printPattern(pattern)
}

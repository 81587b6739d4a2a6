import { expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'
import { reasonsOf, sentenceOf } from './report.ts'

const say = catalogue('en')
const evil = 'a\u001b[2J\u202Eb\nc'

test('P14 what a node quotes cannot command a terminal', () => {
  for (const problem of [
    { detail: evil },
    { title: evil },
    { code: evil, status: 500 },
    { code: 'persons-refused', params: { count: 1, first: evil } },
    { detail: 'x', rule: evil, wayOut: evil, ref: evil },
  ]) {
    const shown = [sentenceOf(problem, say), ...reasonsOf(problem, say)].join('')
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u001f\u202e]/u)
  }
})

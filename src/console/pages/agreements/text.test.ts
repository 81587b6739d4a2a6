import { createElement } from 'react'
import { expect, test } from 'vitest'
import { rendered } from '../../../../test/suites/rendered.ts'
import { Agreement, textQuery } from '../../api/agreements.ts'
import { TextView } from './text.tsx'

const agreement = Agreement.parse({
  name: 'open-skies',
  title: {},
  state: 'open',
  hasText: true,
  utcOffset: '+03:00',
})
const article = { number: '1', paragraphs: [{ number: '1', text: 'The Parties share what they see.' }] }
const text = { version: 1, authentic: [{ language: 'en', articles: [article] }], courtesy: [], corrected: [] }

const shown = (known: object): Promise<string> =>
  rendered(createElement(TextView, { name: agreement.name, agreement }), {
    known: [[textQuery(agreement.name).queryKey, { ...text, ...known }]],
  })

test('agreements: a text says on which days it was corrected, as days are counted for it, and nothing where nobody did', async () => {
  expect(await shown({})).not.toContain('Date of correction')
  const corrected = [
    { entry: 'act--1', at: '2026-11-21T22:00:00.000Z' },
    { entry: 'act--2', at: '2026-12-01T10:00:00.000Z' },
  ]
  const page = await shown({ corrected })
  expect(page.match(/Date of correction:/gu)).toHaveLength(2)
  expect(page).toMatch(/>2026-11-22<[^]*>2026-12-01</u)
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { catalogueOf, sentencesOf } from '#kernel/message.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Params } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { release } from './release.ts'
import { readProfile } from './testing/demo-coalition.ts'
import { unsignedCharter } from './testing/unsigned-charter.ts'
import { vectorRefusals } from './testing/vectors.ts'

const languages = ['en', 'ru', 'zh'] as const
const texts = (language: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../locales/${language}/refusals.json`, import.meta.url), 'utf8'))
const sentences = sentencesOf(
  Object.fromEntries(languages.map((language) => [language, catalogueOf({ refusals: texts(language) })])),
)

/** A dash is what the catalogue puts where a parameter lacks. */
const isFilled = (text: string): boolean => !text.includes('–') && !text.startsWith('refusals.')

const said = (code: string, part: 'sentence' | 'wayOut', params: Params, language = 'en') =>
  sentences.say(language, `refusals.${code}.${part}`, params)

test('architecture: every refusal of the gate says its sentence and its way out in full, in every language', () => {
  const refusals = vectorRefusals()
  expect(refusals.length).toBeGreaterThan(30)
  for (const { code, params } of refusals) {
    for (const language of languages) {
      expect(sentences.has(language, `refusals.${code}.sentence`), `${language} ${code}`).toBe(true)
      expect(said(code, 'sentence', params, language), code).toSatisfy(isFilled)
      expect(said(code, 'wayOut', params, language), code).toSatisfy(isFilled)
    }
  }
})

test('interfaces: the sentence says who would not receive it, why, and which instrument is missing', () => {
  const charter = unsignedCharter(readProfile('demo'))
  const reviewBy = '2027-11-21T00:00:00.000Z' as Instant
  const act = {
    kind: kindOf('exchange.share/1'),
    coalition: charter.id,
    author: 'alt' as Party,
    officers: ['desk-1' as Desk],
    audience: ['cas' as Party],
    label: { level: 'confidential', category: 'drones', handling: [], purpose: 'information', reviewBy },
  }
  const refusal = release(act, 'cas' as Party, { charter, at: '2026-11-21T18:05:00.000Z' as Instant })
  if (!isRefusal(refusal)) throw new Error('permitted')
  expect(said(refusal.code, 'sentence', refusal.params)).toBe(
    'cas would not receive this: no agreement in force for alt and cas covers confidential; exchange-1 goes up to restricted.',
  )
  expect(said(refusal.code, 'wayOut', refusal.params)).toContain('exchange-2')
})

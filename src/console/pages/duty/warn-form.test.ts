import '../../../../test/suites/browserless.ts'
import { expect, test } from 'vitest'
import { emptyWarn, fromTemplate, missingIn, warnWish, type Warn } from './warn-form.ts'

const template = {
  name: 'drone',
  title: { en: 'Unmanned aircraft' },
  category: 'drones',
  cap: ['Security'],
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  texts: {
    en: { event: 'Drones', headline: 'Drones near the border' },
    ru: { event: 'БПЛА', headline: 'БПЛА у границы' },
  },
}
const form: Warn = { ...emptyWarn, ...fromTemplate(template), to: ['bor'], level: 'restricted' }

test('console: a topic, a level and an audience make an alert whole; nothing of the audience is chosen beforehand', () => {
  expect(missingIn(emptyWarn)).toEqual(['text', 'facts', 'to', 'level', 'category'])
  expect(missingIn({ ...emptyWarn, ...fromTemplate(template) })).toEqual(['to', 'level'])
  expect(missingIn(form)).toEqual([])
  expect(missingIn({ ...form, drill: 'exercise', hours: '0' })).toEqual(['hours', 'exercise'])
})

test('console: an alert has a block in each language with a headline, under the same facts; a circle and corners are told apart', () => {
  const wish = (more: Partial<Warn>) => warnWish({ ...form, ...more })
  expect(wish({ area: 'South', shape: '48.1,38.2 20' })).toMatchObject({
    to: ['bor'],
    info: [
      { language: 'en', headline: 'Drones near the border', area: [{ areaDesc: 'South', circle: ['48.1,38.2 20'] }] },
      { language: 'ru', event: 'БПЛА', severity: 'Severe' },
    ],
  })
  const corners = '48,38 49,38 49,39 48,38'
  expect(wish({ area: 'South', shape: corners })).toMatchObject({ info: [{ area: [{ polygon: [corners] }] }, {}] })
  expect(wish({ drill: 'test' })).toMatchObject({ test: true })
  expect(wish({ drill: 'exercise', exercise: 'peace-27' })).toMatchObject({ exercise: 'peace-27' })
})

test('console: an update says everything anew to those who had the alert, and keeps what is not asked for', () => {
  const kept = { en: { ...block, web: 'https://example.org/1' } }
  const wish = warnWish({ ...form, texts: { en: textOfEn }, updates: { act: 'act--1', title: 'x' }, kept })
  expect(wish).toEqual({
    hours: 24,
    info: [
      {
        language: 'en',
        web: 'https://example.org/1',
        category: ['Security'],
        event: 'Drones',
        headline: 'Turned back',
        urgency: 'Immediate',
        severity: 'Severe',
        certainty: 'Observed',
      },
    ],
  })
})

const textOfEn = { event: 'Drones', headline: 'Turned back', description: '', instruction: '' }
const block = {
  language: 'en',
  category: ['Security'],
  event: 'Drones',
  urgency: 'Immediate',
  severity: 'Minor',
  certainty: 'Likely',
  expires: '2026-11-22T00:00:00-00:00',
  description: 'old',
}

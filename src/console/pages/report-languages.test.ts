import { expect, test } from 'vitest'
import type { ObjectText } from '../api/texts.ts'
import { firstFor, shownIn, standingOf, versionsIn } from './report-languages.ts'

const original = { language: 'ru', name: 'Гадюка', description: 'Закрепляется' }
const by = (party: string, language: string, name: string, description = '') => {
  return { language, name, description, by: party, act: 'act--1', isOfOther: false }
}
const text: ObjectText = {
  position: 0,
  object: 'malware--1',
  modified: '2026-11-21T18:05:00.000Z',
  type: 'malware',
  original,
  translations: [by('bor', 'zh-Hans', '毒蛇'), by('alt', 'zh', '蝰蛇', '驻留'), by('bor', 'fa', 'افعی')],
}

test('console: a report is read in the reader’s language first, its author’s translation before others’, else as it was written', () => {
  const versions = versionsIn([text], 'alt')
  expect(versions.map(({ language, by: party }) => `${language} ${party}`)).toEqual([
    'ru ',
    'zh alt',
    'zh-Hans bor',
    'fa bor',
  ])
  expect(firstFor(versions, 'zh')).toEqual({ language: 'zh', by: 'alt' })
  expect(firstFor(versions, 'ru')).toEqual({ language: 'ru', by: '' })
  expect(firstFor(versions, 'en')).toEqual({ language: 'ru', by: '' })
  expect(firstFor([], 'en')).toBeUndefined()
})

test('console: a text that a translation leaves out stands as it was written', () => {
  expect(shownIn(text, { language: 'zh', by: 'alt' })).toMatchObject({ name: '蝰蛇', description: '驻留', by: 'alt' })
  expect(shownIn(text, { language: 'zh-Hans', by: 'bor' })).toMatchObject({ name: '毒蛇', description: 'Закрепляется' })
  expect(shownIn(text, { language: 'kk', by: 'cas' })).toEqual({ ...original, by: '', isOfOther: false })
})

test('console: a text begins where its language does, and what is no language is not told to be one', () => {
  expect(standingOf('fa-AF')).toEqual({ lang: 'fa-AF', dir: 'rtl' })
  expect(standingOf('ug-Cyrl')).toEqual({ lang: 'ug-Cyrl', dir: 'auto' })
  expect(standingOf('" onload="')).toEqual({ lang: 'und', dir: 'auto' })
})

import { expect, test } from 'vitest'
import type { ObjectText } from '../api/texts.ts'
import { bundleOf } from './language-version.ts'

const at = '2026-11-22T10:00:00.000Z'
const text = (object: string): ObjectText => ({
  position: 0,
  object,
  type: 'malware',
  modified: '2026-11-21T18:05:00.123456Z',
  original: { language: 'en', name: 'Heron', description: 'A bird.' },
  translations: [],
})
const texts = [text('malware--1'), text('malware--2')]
const ids = () => {
  let next = 0
  return () => `id-${(next += 1)}`
}

test('STIX 7.1 a language version is one object for each that was written, of the version that stands in the report', () => {
  const version = { language: 'ru', written: { 'malware--2': { name: ' Цапля ', description: '' } } }
  expect(bundleOf({ texts, version, at, newId: ids() })).toEqual({
    type: 'bundle',
    id: 'bundle--id-2',
    objects: [
      {
        type: 'language-content',
        spec_version: '2.1',
        id: 'language-content--id-1',
        created: at,
        modified: at,
        object_ref: 'malware--2',
        object_modified: '2026-11-21T18:05:00.123456Z',
        contents: { ru: { name: 'Цапля' } },
      },
    ],
  })
})

test('STIX 7.1 a language version in which nothing is written, or in no language, is none', () => {
  const blank = { 'malware--1': { name: '  ', description: '' } }
  const written = { 'malware--1': { name: 'Цапля', description: '' } }
  expect(bundleOf({ texts, version: { language: 'ru', written: blank }, at, newId: ids() })).toBeUndefined()
  expect(bundleOf({ texts, version: { language: '', written }, at, newId: ids() })).toBeUndefined()
})

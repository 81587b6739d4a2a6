import { expect, test } from 'vitest'
import { skies } from '../suites/open-skies.ts'
import { adopted } from './agreement.ts'
import { arrived, scene } from './scene.ts'
import { countersign, propose } from './treaty-desk.ts'
import { typing } from './typing.ts'

const english = ['--lang', 'en']

test('C2 an agreement is signed, ratified, reserved, objected to and looked at from the command line', async () => {
  await using at = await scene()
  await adopted(at.federation)
  const { type } = await typing(at)
  const alt = { as: 'alt/treaty' }
  const act = async (...words: readonly string[]) => {
    const made = await type([...words, '--json'], alt)
    await at.federation.pass(arrived)
    return (JSON.parse(made.out) as { readonly act: string }).act
  }
  expect((await type(['agreement', 'ratify', 'open-skies', ...english], alt)).err).toContain(
    'has not signed the agreement',
  )
  await act('agreement', 'sign', 'open-skies')
  const reservation = await act('agreement', 'reserve', 'open-skies', '--articles', '1', '--text', 'Not article 1.')
  await act('agreement', 'ratify', 'open-skies', '--reservations', reservation)
  const bor = { as: 'bor/treaty' }
  expect((await type(['agreement', 'sign', 'open-skies', ...english], bor)).out).toMatch(/^Recorded as act--/u)
  await at.federation.pass(arrived)
  const objected = await type(
    ['agreement', 'object', 'open-skies', '--reservation', reservation, '--opposes-entry'],
    bor,
  )
  expect(objected.exit).toBe(0)
  await at.federation.pass(arrived)
  const listed = await type(['agreement', 'list', '--plain', ...english], bor)
  expect(listed.out).toContain('open-skies\tnot in force: its conditions are not met')
  const status = await type(['agreement', 'status', 'open-skies', '--json'], bor)
  expect(JSON.parse(status.out)).toMatchObject({
    state: 'open',
    parties: [
      { party: 'alt', state: 'contracting', reservations: [reservation] },
      { party: 'bor', state: 'signatory' },
    ],
    refused: [],
  })
  expect((await type(['agreement', 'forecast', 'open-skies', ...english], bor)).out).toContain(
    '2 consents are missing; needed from each of: bor, cas',
  )
  const timeline = await type(['agreement', 'timeline', 'open-skies', '--plain', '--lang', 'ru'], bor)
  expect(timeline.out).toMatch(/alt\tподписание\n.*alt\tоговорка\n.*alt\tратификация\n/u)
  expect((await type(['agreement', 'reminders', '--plain', ...english], bor)).out).toContain(
    'open-skies\t\tthe others wait for this consent',
  )
  const notified = await type(['agreement', 'notifications', 'open-skies', '--json'], bor)
  expect((JSON.parse(notified.out) as { readonly items: readonly object[] }).items).toHaveLength(5)
  const founding = await at.federation.house('bor').ask('treaty', 'GET', '/api/v1/agreements/exchange-1')
  expect(founding.json).toMatchObject({ state: 'founding', inForceFor: ['alt', 'bor', 'cas'], facts: [] })
  expect((await type(['agreement', 'timeline', 'exchange-1', '--plain', ...english], bor)).out).toContain(
    'exchange-1 enters into force for alt',
  )
  const russian = () => type(['agreement', 'text', 'open-skies', '--language', 'ru'], bor)
  expect((await russian()).out).toMatch(/^ru\n[^]*Стороны делятся/u)
  const instead = 'Стороны сообщают друг другу, что видят.'
  const corrections = [{ language: 'ru', article: '1', paragraph: '1', instead }]
  const change = { type: 'agreement.correction', agreement: 'open-skies', corrections }
  const correction = await propose(at.federation.house('alt'), change)
  await at.federation.pass(arrived)
  for (const party of ['alt', 'bor']) await countersign(at.federation, party, correction.act)
  await at.federation.pass(arrived)
  const read = await russian()
  expect(read.out).toContain(instead)
  expect(read.out).toMatch(/^Corrected on 2026-11-21 18:\d\dZ; the text reads so from the beginning\.\nru\n/u)
  expect((await type(['agreement', 'calendar', 'open-skies', '--lang', 'zh'], bor)).out).toContain('提出反对的最后一日')
})

test('C2 a text is negotiated paragraph by paragraph, and whoever does not negotiate it learns nothing', async () => {
  await using at = await scene()
  const { type, file } = await typing(at)
  const { text } = skies()
  const [english_, ...others] = text.authentic
  const [one, ...rest] = english_?.articles ?? []
  const open = {
    ...english_,
    articles: [{ ...one, paragraphs: [{ number: '1', text: 'The Parties [may] share.' }] }, ...rest],
  }
  const name = await file('draft.json', JSON.stringify({ ...text, authentic: [open, ...others] }))
  expect((await type(['agreement', 'check', name, ...english])).exit).toBe(5)
  const alone = await file('alone.json', JSON.stringify({ ...text, authentic: [open] }))
  const as = { as: 'alt/treaty' }
  expect((await type(['agreement', 'draft', 'skies', alone, '--to', 'bor', ...english], as)).exit).toBe(0)
  await at.federation.pass(arrived)
  const bor = { as: 'bor/treaty' }
  const position = (...words: readonly string[]) => type(['agreement', 'position', 'skies', ...words, ...english], bor)
  expect((await position('reserve', '--article', '1', '--ground', 'parliamentary')).exit).toBe(0)
  expect((await position('agree', '--article', '2')).exit).toBe(0)
  expect((await position('agree', '--article', '9')).err).toContain('no paragraph 1 of article 9')
  await at.federation.pass(arrived)
  const shown = await type(['agreement', 'positions', 'skies', '--plain', ...english], as)
  expect(shown.out).toBe('1.1\tno reply\treserves its position\tin brackets\n2.1\tno reply\tagrees\topen\n')
  expect((await type(['agreement', 'positions', 'skies', ...english], { as: 'cas/treaty' })).exit).toBe(4)
})

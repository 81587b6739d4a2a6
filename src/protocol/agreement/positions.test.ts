import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlacedPosition, Position } from '#protocol/acts/agreement-draft.ts'
import { AgreementText } from '#protocol/acts/agreement-text.ts'
import { alt, bor, cas } from '../../../test/suites/agreement-story.ts'
import { paragraphTable } from './positions.ts'

const textOf = (...paragraphs: readonly string[]) =>
  AgreementText.parse({
    version: 1,
    authentic: [
      {
        language: 'en',
        articles: [{ number: '1', paragraphs: paragraphs.map((text, at) => ({ number: String(at + 1), text })) }],
      },
    ],
  })
const on = (paragraph: string, position: Position): PlacedPosition => ({ article: '1', paragraph, position })
const agree = { kind: 'agree' } as const

test('24 a paragraph is agreed when its brackets are gone and everybody who takes part has agreed', () => {
  const text = textOf('We share.', 'For [30] days.')
  const said = [
    { party: alt, positions: [on('1', agree), on('2', agree)] },
    { party: bor, positions: [on('1', { kind: 'agree-ad-referendum' }), on('2', agree)] },
  ]
  const three = paragraphTable(text, [alt, bor, cas], said)
  expect(three.map(({ isAgreed }) => isAgreed)).toEqual([false, false])
  expect(three[0]?.positions).toMatchObject({ alt: agree, cas: { kind: 'no-reply' } })
  const out = {
    party: cas,
    positions: [on('1', { kind: 'not-participating' }), on('2', { kind: 'not-participating' })],
  }
  const [first, second] = paragraphTable(text, [alt, bor, cas], [...said, out])
  expect([first?.isAgreed, second?.isAgreed, second?.isBracketed]).toEqual([true, false, true])
})

test('24 of each paragraph the last word holds, and what is said of one leaves the others', () => {
  const said = [
    { party: alt, positions: [on('1', agree), on('2', agree)] },
    { party: alt, positions: [on('1', { kind: 'reserve', ground: 'parliamentary' })] },
  ]
  const [first, second] = paragraphTable(textOf('One.', 'Two.'), [alt], said)
  expect([first?.positions[alt], second?.positions[alt]]).toEqual([{ kind: 'reserve', ground: 'parliamentary' }, agree])
  expect([first?.isAgreed, second?.isAgreed]).toEqual([false, true])
})

test('24 nothing is agreed over the silence, the objection or the proposal of anybody', () => {
  const blocking: readonly Position[] = [
    { kind: 'object' },
    { kind: 'reserve', ground: 'language' },
    { kind: 'propose-text', language: 'en', text: 'Other.' },
  ]
  const anySaid = fc.array(fc.record({ party: fc.constantFrom(alt, bor), positions: fc.constant([on('1', agree)]) }))
  fc.assert(
    fc.property(anySaid, fc.option(fc.constantFrom(...blocking), { nil: undefined }), (said, block) => {
      const last = block === undefined ? [] : [{ party: cas, positions: [on('1', block)] }]
      expect(paragraphTable(textOf('One.'), [alt, bor, cas], [...said, ...last])[0]?.isAgreed).toBe(false)
    }),
  )
})

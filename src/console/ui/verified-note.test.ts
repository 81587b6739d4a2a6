import { createElement } from 'react'
import { expect, test } from 'vitest'
import { rendered } from '../../../test/suites/rendered.ts'
import { damages } from '#protocol/journal/damage.ts'
import { Verified } from '../api/ledger.ts'
import { VerifiedNote } from './verified-note.tsx'

const checked = { acts: 1, entries: 0, rows: 4, files: 1, parcels: 0, checkpoints: 0, proofs: 1 }
const beyond = { code: 'beyond-trusted', rule: 'protocol 3: last trusted index' }

test('console: why something is not what it was is said in the reader’s language, whatever the reason', async () => {
  const strange = []
  for (const [language, letters] of [
    ['en', /Found: [a-z ]{8,}/u],
    ['ru', /[а-я ]{8,}/u],
    ['zh', /\p{Script=Han}{2,}/u],
  ] as const)
    for (const reason of damages) {
      const firstBad = { what: 'act', id: 'act--1', entry: 4, reason, detail: 'signature-missing' }
      const verified = Verified.parse({ ok: false, checked, firstBad })
      const text = await rendered(createElement(VerifiedNote, { verified, what: 'all' }), { language })
      const said =
        /<span class="hint">(?<said>[^<]+)<code>signature-missing<\/code>/u.exec(text)?.groups?.['said'] ?? ''
      if (!letters.test(said) || said.includes('-')) strange.push([language, reason, said])
    }
  expect(strange).toEqual([])
})

test('console: an act beyond a frozen seal is verified as unchanged and as counting for nothing', async () => {
  const why = { ...beyond, params: { author: 'alt', epoch: 1, entry: 7 } }
  const one = Verified.parse({ ok: true, checked, untrusted: { count: 1, why } })
  const text = await rendered(createElement(VerifiedNote, { verified: one, what: 'act' }))
  expect(text).toContain('Everything holds')
  expect(text).toContain('1 act is as it was signed and counts for nothing: its seal was frozen')
  expect(text).toMatch(/alt.+7/u)
  const all = Verified.parse({ ok: true, checked, untrusted: { count: 3 } })
  for (const [language, sentence] of [
    ['en', '3 acts are as they were signed and count for nothing'],
    ['ru', '3 акта целы, но не имеют силы'],
  ] as const)
    expect(await rendered(createElement(VerifiedNote, { verified: all, what: 'all' }), { language })).toContain(
      sentence,
    )
  const sound = await rendered(createElement(VerifiedNote, { verified: { ok: true, checked }, what: 'act' }))
  expect(sound).not.toContain('for nothing')
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { release, type Consent, type Releasable } from './release.ts'
import { readProfile } from './testing/demo-coalition.ts'
import { unsignedCharter } from './testing/unsigned-charter.ts'

const charter = unsignedCharter(readProfile('demo'))
const at = '2026-11-21T18:05:00.000Z' as Instant
const [alt, bor, cas] = ['alt', 'bor', 'cas'] as [Party, Party, Party]
const act = `act--${'0'.repeat(64)}` as ActId

const passing = (audience: readonly Party[], owner: Party): Releasable => ({
  kind: kindOf('onward.passing/1'),
  coalition: charter.id,
  author: alt,
  officers: ['desk-1' as Desk],
  audience,
  label: {
    level: 'restricted',
    category: 'border',
    handling: [],
    purpose: 'information',
    reviewBy: '2027-11-21T00:00:00.000Z' as Instant,
  },
  body: { answer: act, owner, consent: act, title: 't', text: 'x', use: 'u' },
})

test('SG-04 the gate lets nobody pass on what he was given but with its owner among the addressees, to those and as long as its owner consents', () => {
  const someone = fc.constantFrom(bor, cas)
  const some = fc.subarray([bor, cas])
  const hoursLeft = fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined })
  const asked = fc.record({ audience: some, owner: someone, recipient: someone, to: some, hours: hoursLeft })
  fc.assert(
    fc.property(asked, ({ audience, owner, recipient, to, hours }) => {
      const end = hours === undefined ? undefined : addMs(at, hours * 3_600_000)
      const consent: Consent = { to, ...(end === undefined ? {} : { until: end }) }
      const verdict = release(passing(audience, owner), recipient, { charter, at, consent })
      const isCovered = recipient === owner || (to.includes(recipient) && (end === undefined || at <= end))
      const isAddressed = audience.includes(recipient)
      expect(isRefusal(verdict)).toBe(!isAddressed || !audience.includes(owner) || !isCovered)
    }),
  )
  expect(release(passing([cas], bor), cas, { charter, at })).toMatchObject({ code: 'onward-owner' })
  expect(release(passing([bor, cas], bor), cas, { charter, at, consent: { to: [] } })).toMatchObject({
    code: 'onward-consent',
    params: { owner: 'bor', recipient: 'cas' },
  })
})

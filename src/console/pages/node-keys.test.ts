import { createElement } from 'react'
import { expect, test } from 'vitest'
import { rendered } from '../../../test/suites/rendered.ts'
import { proposalsQuery } from '../api/negotiation.ts'
import { keysQuery } from '../api/node.ts'
import { doorQuery } from '../api/queries.ts'
import { NodeKeys } from './node-keys.tsx'

const change = (state: string) => ({
  act: `act--${state}`,
  kind: 'charter.proposal/1',
  author: 'alt',
  at: '2026-11-21T18:05:00.000Z',
  subject: 'keys/alt',
  change: 'keys.rotate',
  state,
  consents: { needed: 1, of: ['alt'], signed: [] },
})

const shown = (...states: readonly string[]) =>
  rendered(createElement(NodeKeys), {
    known: [
      [doorQuery.queryKey, { party: 'alt', title: {}, at: '' }],
      [keysQuery('alt').queryKey, { items: [] }],
      [proposalsQuery.queryKey, { items: states.map(change) }],
    ],
  })

test('console: a change of keys that was overtaken is not due', async () => {
  const overtaken = await shown('void')
  expect(overtaken).not.toContain('act--void')
  expect(overtaken).toContain('Nothing')
  const open = await shown('void', 'open', 'due')
  expect(open).toContain('tamga key sign act--open')
  expect(open).not.toContain('sign act--due')
  expect(open).toContain('waits for the signature of this state')
})

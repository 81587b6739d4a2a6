import '../../../test/suites/browserless.ts'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { emptyCompose } from '../pages/compose-form.ts'
import { previewQuery } from '../pages/compose-preview.ts'
import { benchQuery } from './node.ts'

const wish = { to: ['bor'], level: 'restricted', category: 'drones' }
const answer = {
  author: 'alt',
  recipients: [{ party: 'bor', allowed: true, basis: 'exchange-1' }],
  others: [],
  secondOfficer: false,
}

test('console: without a level the bench says nothing', () => {
  const client = new QueryClient()
  client.setQueryData(benchQuery(wish).queryKey, answer)
  const asked = new QueryObserver(client, benchQuery(wish))
  expect(asked.getCurrentResult().data).toEqual(answer)
  for (const other of [{ level: '' }, { level: 'secret' }, { to: ['cas'] }]) {
    asked.setOptions(benchQuery({ ...wish, ...other }))
    expect([other, asked.getCurrentResult().data]).toEqual([other, undefined])
  }
})

test('console: whoever changes the label of a report sees no verdict on the label before', () => {
  const form = { ...emptyCompose, ...wish }
  const client = new QueryClient()
  client.setQueryData(previewQuery(form).queryKey, answer)
  const asked = new QueryObserver(client, previewQuery(form))
  expect(asked.getCurrentResult().data).toEqual(answer)
  asked.setOptions(previewQuery({ ...form, level: 'secret' }))
  expect(asked.getCurrentResult().data).toBeUndefined()
})

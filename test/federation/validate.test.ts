import { expect, test } from 'vitest'
import { startFederation } from './federation.ts'

const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const at = '2024-05-06T07:08:09.123Z'
const tool = { type: 'tool', spec_version: '2.1', id: `tool--${uuid}`, created: at, modified: at, name: 'Heron' }
const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const bundleOf = (...objects: readonly object[]) => encoded({ type: 'bundle', id: `bundle--${uuid}`, objects })

test('STIX POST /validate tells what is wrong with a document, and keeps nothing', async () => {
  await using federation = await startFederation()
  const bor = federation.house('bor')
  const validate = (body: Uint8Array, account = 'analyst') => bor.ask(account, 'POST', '/api/v1/validate', body)
  const right = await validate(bundleOf(tool))
  expect(right).toMatchObject({ status: 200, json: { objects: 1, errors: 0, warnings: 0, notes: 0, findings: [] } })
  const wrong = await validate(bundleOf({ ...tool, aliases: [] }), 'liaison')
  expect(wrong).toMatchObject({ status: 200, json: { errors: 1, findings: [{ code: 'value-empty', clause: '2.12' }] } })
  expect(await validate(new TextEncoder().encode('{'))).toMatchObject({ json: { code: 'stix-truncated' } })
  expect(await validate(bundleOf(tool), 'oversight')).toMatchObject({ status: 403 })
})

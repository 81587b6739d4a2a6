import { expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mispCodes } from '#protocol/misp/report.ts'
import { documentOf, eventOf } from '#protocol/misp/testing/events.ts'
import { catalogue } from './catalogue.ts'
import { english, setUp, toBor } from './testing/desk-setup.ts'

test('C1 an event of MISP becomes a bundle without a node, and the bundle is shared as it is', async () => {
  const { type, file, folder } = await setUp()
  const attributes = [
    { type: 'email-src', value: 'a@example.org' },
    { type: 'btc', value: 'bc1qexample' },
  ]
  await file('event.json', documentOf(eventOf(attributes)))
  const made = await type(['misp', 'import', 'event.json', '--out', 'made.json', ...english])
  expect(made).toMatchObject({ exit: 0, err: '' })
  expect(made.out).toContain('1 event, 6 objects: made.json\n')
  expect(made.out).toContain('kept as a note (1; first Event.Attribute[1])')
  expect(JSON.parse(await readFile(join(folder, 'made.json'), 'utf8'))).toMatchObject({ type: 'bundle' })
  expect((await type(['share', 'made.json', ...toBor, '--json'], { as: 'alt/liaison' })).exit).toBe(0)
})

test('C2 the report names every place with --json, and what is no event is refused', async () => {
  const { type, file } = await setUp()
  await file('event.json', documentOf(eventOf([{ type: 'full-name', category: 'Person', value: 'X' }])))
  const { out } = await type(['misp', 'import', 'event.json', '--out', 'made.json', '--json'])
  expect(JSON.parse(out)).toMatchObject({
    events: 1,
    report: [
      { where: 'Event.Attribute[0]', code: 'person', rule: 'SG-01: attribute about a person' },
      { where: 'Event', code: 'event-empty', fate: 'lost' },
    ],
  })
  const refused = await type(['misp', 'import', 'bundle.json', '--out', 'other.json', ...english])
  expect(refused).toMatchObject({ exit: 1, out: '' })
  expect(refused.err).toContain('no MISP event')
  expect((await type(['misp', 'import', 'event.json', '--out', 'made.json', '--no-input'])).exit).toBe(1)
})

test('C1 a bundle becomes an event again, and the report says what did not', async () => {
  const { type, file, folder } = await setUp()
  const attributes = [{ type: 'ip-dst|port', value: '192.0.2.1|443', comment: 'C2' }]
  await file('event.json', documentOf(eventOf(attributes)))
  await type(['misp', 'import', 'event.json', '--out', 'made.json'])
  const back = await type(['misp', 'export', 'made.json', '--out', 'back.json', ...english])
  expect(back).toMatchObject({ exit: 0, out: '1 event, 1 attribute: back.json\n', err: '' })
  const event: unknown = JSON.parse(await readFile(join(folder, 'back.json'), 'utf8'))
  expect(event).toMatchObject({ Event: { Attribute: [{ ...attributes[0], to_ids: true }] } })
  const lossy = await type(['misp', 'export', 'bundle.json', '--out', 'lossy.json', '--json'])
  expect(JSON.parse(lossy.out)).toMatchObject({ attributes: 0, report: [{ what: 'malware', fate: 'lost' }] })
})

test('SG-30 every reason of a report has its sentence', () => {
  expect(mispCodes.filter((code) => !catalogue('en').has(`cli.misp.code.${code}`))).toEqual([])
})

import { expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { documentOf, eventOf } from '#protocol/misp/testing/events.ts'
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

import { expect, test } from 'vitest'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { importMisp, type MispImport } from './import.ts'
import { documentOf, eventOf, uuidOf } from './testing/events.ts'

function imported(event: object): MispImport {
  const made = importMisp(documentOf(event))
  if (isRefusal(made)) throw new Error(made.code)
  return made
}

test('MISP what an object is to others is a relationship of its grouping', () => {
  const file = {
    uuid: uuidOf(64),
    name: 'file',
    Attribute: [{ uuid: uuidOf(65), type: 'filename', category: 'Other', value: 'a.exe', to_ids: true }],
  }
  const reference = (number: number, to: number, more: object = {}) => ({
    id: '7',
    uuid: uuidOf(number),
    object_uuid: uuidOf(64),
    referenced_uuid: uuidOf(to),
    relationship_type: 'communicates-with',
    timestamp: '1794000000',
    Object: { name: 'x' },
    ...more,
  })
  const ObjectReference = [
    reference(70, 16, { comment: 'hourly' }),
    reference(71, 80, { relationship_type: 'Dropped by!' }),
    reference(72, 99),
    reference(73, 16, { deleted: '1' }),
    reference(70, 80),
    reference(74, 80, { relationship_type: '__proto__', unheard: 1 }),
  ]
  const other = {
    uuid: uuidOf(80),
    name: 'url',
    Attribute: [{ uuid: uuidOf(81), type: 'url', category: 'Other', value: 'https://example.org/a' }],
  }
  const { bundle, rows } = imported(
    eventOf([{ type: 'domain', value: 'example.org' }], { Object: [{ ...file, ObjectReference }, other] }),
  )
  const { objects } = JSON.parse(decodeUtf8(bundle) ?? '') as {
    readonly objects: readonly Readonly<Record<string, unknown>>[]
  }
  const relations = objects.filter(({ id }) =>
    [70, 71, 74].map((number) => `relationship--${uuidOf(number)}`).includes(String(id)),
  )
  expect(relations).toMatchObject([
    {
      relationship_type: 'communicates-with',
      description: 'hourly',
      source_ref: `grouping--${uuidOf(64)}`,
      target_ref: `indicator--${uuidOf(16)}`,
    },
    { relationship_type: 'dropped-by', target_ref: `grouping--${uuidOf(80)}` },
    { relationship_type: 'proto' },
  ])
  const places = rows
    .filter(({ where }) => where.includes('ObjectReference'))
    .map(({ code, where, fate }) => `${fate} ${code} ${where}`)
  expect(places.toSorted()).toEqual(
    [
      'kept relation-changed Event.Object[0].ObjectReference[1].relationship_type',
      'kept relation-changed Event.Object[0].ObjectReference[5].relationship_type',
      'lost deleted Event.Object[0].ObjectReference[3]',
      'lost member-unknown Event.Object[0].ObjectReference[5].unheard',
      'lost reference-unresolved Event.Object[0].ObjectReference[2]',
      'lost uuid-repeated Event.Object[0].ObjectReference[4]',
    ].toSorted(),
  )
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { bundleOf, readStix, type StixDocument } from './bundle.ts'

interface Vectors {
  readonly cases: readonly {
    readonly name: string
    readonly objects: readonly object[]
    readonly refused: readonly { readonly id: string; readonly rule: string }[]
  }[]
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/stix/persons.json', import.meta.url), 'utf8'),
)
const byId = (one: { readonly id: unknown }, other: { readonly id: unknown }) =>
  String(one.id) < String(other.id) ? -1 : 1

function read(text: string): StixDocument {
  const document = readStix(encodeUtf8(text))
  if (isRefusal(document)) throw new Error(document.code)
  return document
}

test.each(vectors.cases.map((vector) => [vector.name, vector] as const))('SG-01 %s', (_, { objects, refused }) => {
  const document = read(JSON.stringify({ type: 'bundle', objects }))
  const found = document.refused.map(({ refusal }) => ({ id: refusal.params['id'], rule: refusal.rule }))
  expect(found.toSorted(byId)).toEqual(refused.toSorted(byId))
  expect(document.objects.length + found.length).toBe(objects.length)
})

test('SG-01 a draft without what was refused holds the rest byte for byte', () => {
  const id = 'bundle--00000001-0c4b-4611-8297-d1b8b55e40b5'
  const kept = '{ "type":"url", "id" :"url--00000001-0c4b-4611-8297-d1b8b55e40b5","value":"http://a.example" }'
  const person = '{"type":"email-addr","id":"email-addr--00000001-0c4b-4611-8297-d1b8b55e40b5","value":"a@b.example"}'
  const document = read(`{"type":"bundle","objects":[${person},${kept}]}`)
  const rest = bundleOf(
    id,
    document.objects.map(({ slice }) => slice.raw),
  )
  const again = read(new TextDecoder().decode(rest))
  expect(again.refused).toEqual([])
  expect(again.objects.map(({ slice }) => new TextDecoder().decode(slice.raw))).toEqual([kept])
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { unpackRows } from '#platform/db/packed-rows.ts'
import { objectRows, rememberedRows, rememberRows, revokedAmong } from '../object-rows.ts'
import { objects } from '../tables.ts'
import { envelopesHere } from './envelopes.ts'
import { posted } from './tables.ts'

const into = { collection: 'c', bundle: 'bundle--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5' }
const times = '"created":"2020-01-02T03:04:05.000Z","modified":"2021-01-02T03:04:05.100Z"'
const idOf = (at: number) => `tool--c78cb6e5-0c4b-4611-8297-${String(at).padStart(12, '0')}`
const revokes = (at: number) => (at % 5 === 0 ? ',"revoked":true' : '')
const objectOf = (at: number, blanks: string) =>
  `{${blanks}"type":"tool","spec_version":"2.1","id":"${idOf(at)}",${times},"name":"Клещи ${at}"${revokes(at)}}`
const wrong = '{"type":"tool"}'

async function madeOf(text: string, fates = new Map()) {
  const opened = await envelopesHere.open(encodeUtf8(text), into)
  if (isRefusal(opened)) throw new Error('refused')
  return opened.make({ fates })
}

test('a bundle that is made of an envelope stands as its reading says, byte for byte, and so do the rows of its objects', async () => {
  const blanks = fc.constantFrom('', ' ', '\n\t')
  const one = fc.oneof(
    fc.constant(wrong),
    fc.tuple(fc.nat(30), blanks).map(([at, white]) => objectOf(at, white)),
  )
  const some = fc.uniqueArray(one, { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(some, blanks, fc.nat(2 ** 40), async (texts, white, arrival) => {
      const { bundle, ...rest } = await madeOf(`{"objects":[${texts.join(`${white},${white}`)}]}`)
      const shared = texts.filter((text) => text !== wrong && texts.find((each) => idIn(each) === idIn(text)) === text)
      expect(unpackRows(posted, rest.posted)).toHaveLength(shared.length)
      expect(JSON.parse(Buffer.from(rest.outcomes).toString())).toHaveLength(texts.length)
      if (bundle === undefined) {
        expect(shared).toEqual([])
        return
      }
      const read = readStix(bundle.bytes)
      if (isRefusal(read)) throw new Error('refused')
      expect(read.objects.map(({ slice }) => Buffer.from(slice.raw).toString())).toEqual(shared)
      rememberRows(bundle.bytes, bundle.rows)
      const known = rememberedRows(bundle.bytes, arrival)
      const expected = objectRows(bundle.bytes, read, arrival).flatMap((change) =>
        change.do === 'insert' ? [change.row] : [],
      )
      expect(known === undefined ? [] : unpackRows(objects, known.objects)).toEqual(expected)
      expect(known?.revoked).toEqual(revokedAmong(read.objects))
    }),
    { numRuns: 200 },
  )
})

const idIn = (text: string): string => /"id":"([^"]+)"/u.exec(text)?.[1] ?? ''

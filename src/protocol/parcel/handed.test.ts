import { beforeAll, expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { actIdOf, actType } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { suites } from '#protocol/suite/table.ts'
import type { Opener } from '#protocol/suite/suite.ts'
import { openHanded, writeHanded, type HandedHeader } from './handed.ts'
import { openParcel } from './sealed.ts'
import { writeHeader } from './header.ts'

const statement = encodeUtf8('{"kind":"exchange.share/1"}')
const signed = {
  payloadType: actType,
  statement,
  signatures: [{ keyid: `key--${'0'.repeat(64)}`, sig: new Uint8Array(64) }],
}
const coalition = `act--${'1'.repeat(64)}` as ActId
const [bor, cas, alt] = ['bor' as Party, 'cas' as Party, 'alt' as Party]
const header: HandedHeader = { coalition, from: bor, to: cas, act: actIdOf(actType, statement) }

let box: Opener
beforeAll(async () => {
  box = await suites['x-wing'].opener(new Uint8Array(32).fill(5))
})

const handed = (said: HandedHeader = header) => writeHanded(said, { boxKey: box.publicKey, signed, attachmentKeys: [] })

test('P4 an act handed on opens for whom it was sealed and asked from, with its bytes unchanged', async () => {
  const opened = await openHanded(await handed(), header, box)
  if (isRefusal(opened)) throw new Error(opened.code)
  expect(opened.signed.statement).toEqual(statement)
})

test('P4 another act, hander, addressee or coalition than was asked for is refused', async () => {
  const others: readonly Partial<HandedHeader>[] = [
    { act: `act--${'2'.repeat(64)}` as ActId },
    { from: alt },
    { to: alt },
    { coalition: `act--${'3'.repeat(64)}` as ActId },
  ]
  for (const other of others) {
    expect(await openHanded(await handed({ ...header, ...other }), header, box)).toMatchObject({
      code: 'parcel-mismatch',
    })
  }
  const named = { ...header, act: `act--${'2'.repeat(64)}` as ActId }
  expect(await openHanded(await handed(named), named, box)).toMatchObject({ code: 'parcel-mismatch' })
})

test('P4 what was handed on is no parcel, and its header none of a stream', async () => {
  const { sealed } = JSON.parse(new TextDecoder().decode(await handed())) as { sealed: string }
  const bytes = writeHeader({ ...header, stream: 'main', number: 1, previous: '' })
  const parcel = { header: bytes, sealed: Uint8Array.fromBase64(sealed, { alphabet: 'base64url' }) }
  expect(await openParcel(parcel, box)).toMatchObject({ code: 'parcel-not-opened' })
  const strange = encodeUtf8(JSON.stringify({ header: '', sealed: '' }))
  expect(isRefusal(await openHanded(strange, header, box))).toBe(true)
})

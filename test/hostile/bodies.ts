export const megabyte = 1024 * 1024

/** A text without end as far as anybody can see. */
export async function* endless(megabytes: number): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('{"type":"bundle","objects":[{"type":"tool","name":"')
  const piece = new Uint8Array(megabyte).fill(97)
  for (let sent = 0; sent < megabytes; sent += 1) yield piece
}

/** A bundle of small objects, each right by itself, without end as far as anybody can see. */
export async function* manyObjects(megabytes: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const at = '2024-05-06T07:08:09.123Z'
  const text = 'kite '.repeat(800)
  yield encoder.encode(`{"type":"bundle","id":"bundle--${uuidOf(0)}","objects":[`)
  let number = 0
  for (let sent = 0; sent < megabytes * megabyte;) {
    const some = Array.from({ length: 100 }, () => {
      const id = `tool--${uuidOf((number += 1))}`
      return {
        type: 'tool',
        spec_version: '2.1',
        id,
        created: at,
        modified: at,
        name: `Tool ${number}`,
        description: text,
      }
    })
    const piece = encoder.encode(`${sent === 0 ? '' : ','}${JSON.stringify(some).slice(1, -1)}`)
    sent += piece.length
    yield piece
  }
  yield encoder.encode(']}')
}

const uuidOf = (number: number): string => `c78cb6e5-0c4b-4611-8297-${String(number).padStart(12, '0')}`

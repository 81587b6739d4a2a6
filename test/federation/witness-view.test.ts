import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { top } from '../house/tree.ts'
import { actOf, alt, cadence, found, names, nodeOf, record } from '../suites/journal-world.ts'

const cadences = 40

interface Capture {
  readonly call: string
  readonly request: number
  readonly response: number
}

/** All that passes between four journals and their witnesses in so many cadences: who was asked what, and how long it was. */
async function captured(actsOfAlt: (cadence: number) => number): Promise<readonly Capture[]> {
  const world = found()
  const calls: Capture[] = []
  for (const party of names) {
    const answer = world.net.get(party)
    if (answer === undefined) throw new Error(party)
    world.net.set(party, async (request) => {
      const sent = request.method === 'POST' ? await request.clone().bytes() : new Uint8Array(0)
      const response = await answer(request)
      const path = new URL(request.url).pathname.replace(/[0-9a-f]{64}/, 'HASH')
      const got = await response.clone().bytes()
      calls.push({ call: `${request.method} ${path}`, request: sent.length, response: got.length })
      return response
    })
  }
  for (let at = 0; at < cadences; at += 1) {
    const acts = Array.from({ length: actsOfAlt(at) }, (_, n) => actOf(`${at} ${n}`))
    if (acts.length > 0) await record(nodeOf(world, alt), ...acts)
    await cadence(world)
  }
  return calls
}

let idle: readonly Capture[] = []
let busy: readonly Capture[] = []

beforeAll(async () => {
  idle = await captured(() => 0)
  busy = await captured((at) => (at % 3) * 20)
})

test('P12 what passes between a journal and its witnesses is the same in number and length, with acts or without', () => {
  expect(idle.length).toBeGreaterThan(names.length * 3 * (cadences - 2))
  expect(busy).toEqual(idle)
})

test('P12 what a witness is sent is as long as docs/threats.md says', () => {
  const page = readFileSync(`${top}docs/threats.md`, 'utf8')
  const rows = [...page.matchAll(/^\| `((?:GET|POST) [^`]+)` \| (\d+)(?: to (\d+))? \| (\d+)(?: to (\d+))? \|/gm)]
  const said = rows.map(([, call = '', from = '', to = from, least = '', most = least]) => ({
    call,
    request: [Number(from), Number(to)],
    response: [Number(least), Number(most)],
  }))
  const measured = [...new Set(busy.map(({ call }) => call))].toSorted().map((call) => {
    const own = busy.filter((one) => one.call === call)
    const span = (lengths: readonly number[]) => [Math.min(...lengths), Math.max(...lengths)]
    return {
      call,
      request: span(own.map(({ request }) => request)),
      response: span(own.map(({ response }) => response)),
    }
  })
  expect(measured).toEqual(said)
})

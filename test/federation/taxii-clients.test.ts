import { expect, test } from 'vitest'
import { scene } from './scene.ts'
import { ask, heron, named, namesIn, otter, root, shared, taxii, viper, type TaxiiAnswer } from './taxii-client.ts'
import { activeProfile, added, envelope, send } from './taxii-posting.ts'

/** What clients are known to get wrong, each once, by the name of who does: they are served. */

/** A client that goes on until the server has nothing more, at most so many times; answers the names that it was given. */
async function goOn(
  path: string,
  turns: number,
  turn: (path: string) => Promise<{ readonly page: TaxiiAnswer; readonly query: string | undefined }>,
): Promise<readonly string[]> {
  const names: string[] = []
  for (let [query, left] = ['', turns] as [string | undefined, number]; query !== undefined && left > 0; left -= 1) {
    const { page, query: next } = await turn(path + query)
    expect(page.status).toBe(200)
    names.push(...namesIn(page))
    query = next
  }
  return names
}

test('OpenCTI as a client accepted application/json, text/plain and anything: it is answered', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper])
  const accept = 'application/json, text/plain, */*'
  const answer = await ask(at.bor, `${root}/all/objects/`, { accept })
  expect([answer.status, answer.headers.get('content-type'), namesIn(answer)]).toEqual([200, taxii, ['Sand Viper']])
})

test('OpenCTI’s connector that posts says STIX where TAXII is meant: what it posts is taken', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  for (const [object, type] of [
    [viper, 'application/stix+json;version=2.1'],
    [heron, 'application/stix+json'],
  ] as const) {
    const asking = { body: envelope(object), headers: { 'content-type': type } }
    expect((await send(at.alt, `${root}/${collection}/objects/`, asking)).status).toBe(202)
  }
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Sand Viper', 'Grey Heron'])
})

const many = Array.from({ length: 7 }, (_, index) => named(`Name ${index}`, `a${index}`))
const names = many.map(({ name }) => name)

test('OpenCTI as a client knew no pages and took the date of the last object for the next time: it gets everything once', async () => {
  await using at = await scene()
  await shared(at, at.alt, many)
  const path = `${root}/all/objects/?limit=3`
  const got = await goOn(path, 9, async (asked) => {
    const page = await ask(at.bor, asked)
    const last = page.headers.get('x-taxii-date-added-last')
    return { page, query: last === null ? undefined : `&added_after=${last}` }
  })
  expect(got).toEqual(names)
})

test('OpenCTI as a client sent the date it saw last together with next: it gets everything once', async () => {
  await using at = await scene()
  await shared(at, at.alt, many)
  const got = await goOn(`${root}/all/objects/?limit=3`, 9, async (asked) => {
    const page = await ask(at.bor, asked)
    const { next } = page.json
    const last = page.headers.get('x-taxii-date-added-last')
    return { page, query: next === undefined ? undefined : `&next=${encodeURIComponent(next)}&added_after=${last}` }
  })
  expect(got).toEqual(names)
})

test('OpenCTI’s connector asks the manifest for the date of the last object it got and goes on from there: it comes to an end', async () => {
  await using at = await scene()
  await shared(at, at.alt, many)
  const got = await goOn(`${root}/all/objects/?limit=3`, 9, async (asked) => {
    const page = await ask(at.bor, asked)
    const last = page.json.objects?.at(-1)
    if (last === undefined) return { page, query: undefined }
    const { json } = await ask(at.bor, `${root}/all/manifest/?match[id]=${last.id}`)
    return { page, query: `&added_after=${json.objects?.[0]?.date_added}` }
  })
  expect(got).toEqual(names)
})

test('minemeld goes on from the newest modified it saw: each answer is right and none is larger, it skips nothing, and it ends where a page holds what is new', async () => {
  await using at = await scene()
  await shared(at, at.alt, many.slice(0, 3))
  const poll = async (asked: string) => {
    const page = await ask(at.bor, asked)
    const times = (page.json.objects ?? []).map(({ modified }) => modified).toSorted()
    return { page, query: page.json.more === true ? `&added_after=${times.at(-1)}` : undefined }
  }
  // What was modified long before it was shared is given anew each time: he asks for it.
  expect(await goOn(`${root}/all/objects/?limit=2`, 3, poll)).toEqual(
    Array.from({ length: 3 }, () => names.slice(0, 2)).flat(),
  )
  expect(await goOn(`${root}/all/objects/?limit=3`, 9, poll)).toEqual(names.slice(0, 3))
  // What is shared as it is made comes at most once more, on the next page, and the last page ends it.
  const fresh: string[] = []
  for (const one of many.slice(3)) {
    const modified = at.federation.time.now()
    await shared(at, at.alt, [{ ...one, created: modified, modified }])
    fresh.push(modified)
  }
  const since = new Date(Date.parse(fresh[0] ?? '') - 1).toISOString()
  const got = await goOn(`${root}/all/objects/?limit=2`, 9, (asked) =>
    poll(asked.includes('added_after') ? asked : `${asked}&added_after=${since}`),
  )
  expect(got).toEqual(['Name 3', 'Name 4', 'Name 4', 'Name 5', 'Name 5', 'Name 6'])
})

test('clients that go on from the last date, with a fraction or without, or mix it with next, come to an end', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron, otter)
  const path = `${root}/${collection}/objects/`
  const all = await ask(at.alt, path)
  const last = all.headers.get('x-taxii-date-added-last') ?? ''
  expect((await ask(at.alt, `${path}?added_after=${last}`)).text).toBe('{}')
  expect((await ask(at.alt, `${path}?added_after=${last.slice(0, 19)}Z`)).status).toBe(200)
  const first = await ask(at.alt, `${path}?limit=1&added_after=2026-01-01T00:00:00Z`)
  const next = encodeURIComponent(first.json.next ?? '')
  const mixed = await ask(at.alt, `${path}?limit=1&next=${next}&added_after=2026-01-01T00:00:00Z`)
  expect(namesIn(mixed)).toEqual(['Grey Heron'])
})

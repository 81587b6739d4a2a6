import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { startFederation } from './federation.ts'
import { arrived, scene } from './scene.ts'
import { wish } from './taxii-client.ts'
import { typing } from './typing.ts'

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

const translation = (more: object) => ({
  ...tool,
  name: undefined,
  type: 'language-content',
  id: `language-content--${uuid}`,
  object_ref: tool.id,
  ...more,
})

test('STIX 7.1 a translation of an object that stands in another share is held against it on request, in the version named, and what does not fit is a warning', async () => {
  await using scenery = await scene()
  const { alt, bor, federation } = scenery
  const newer = { ...tool, modified: '2025-01-01T00:00:00.000Z', aliases: ['Grey', 'Gray'] }
  await alt.share(wish, bundleOf({ ...tool, aliases: ['Grey'] }))
  await alt.share(wish, bundleOf(newer))
  await federation.pass(arrived)
  const judge = async (more: object, account = 'analyst') => {
    const bytes = bundleOf(translation(more))
    const { json } = await bor.ask(account, 'POST', '/api/v1/validate?known=1', bytes)
    const { errors, findings } = json as unknown as {
      errors: number
      findings: readonly { code: string; path: string }[]
    }
    expect(errors).toBe(0)
    return findings.map(({ code, path }) => `${code} ${path}`)
  }
  const inRussian = (aliases: readonly string[]) => ({ contents: { ru: { name: 'Цапля', aliases } } })
  expect(await judge(inRussian(['Серая', '']))).toEqual([])
  expect(await judge(inRussian(['Серая']))).toEqual(['translation-differs $.objects[0].contents.ru.aliases'])
  expect(await judge({ ...inRussian(['Серая']), object_modified: at })).toEqual([])
  expect(await judge({ ...inRussian(['Серая']), object_modified: '2024-05-06T07:08:09.124Z' })).toEqual([
    'translation-unknown-version $.objects[0].object_modified',
  ])
  const { json } = await bor.ask('analyst', 'POST', '/api/v1/validate', bundleOf(translation(inRussian(['Серая']))))
  expect(json).toMatchObject({ errors: 0, warnings: 0 })
  const nobody = await scenery.cas.ask(
    'analyst',
    'POST',
    '/api/v1/validate?known=1',
    bundleOf(translation(inRussian([]))),
  )
  expect(nobody.json).toMatchObject({ findings: [{ code: 'value-empty' }] })
  // A share that does not fit is told of and travels: nothing is refused.
  expect((await alt.share(wish, bundleOf(translation(inRussian(['Серая']))))).status).toBe(201)
})

test('STIX POST /validate refuses what cannot be read as soon as it sees it, and takes a document of any length', async () => {
  await using federation = await startFederation()
  const bor = federation.house('bor')
  let sent = 0
  async function* endless() {
    yield encoded({ type: 'bundle' }).subarray(0, -1)
    yield new TextEncoder().encode(',"objects":[}')
    for (; ; sent += 1) yield new Uint8Array(1024).fill(0x20)
  }
  const post = (content: AsyncIterable<Uint8Array>, headers: Readonly<Record<string, string>> = {}) => {
    const authorization = `Bearer ${bor.tokens.get('analyst')}`
    const streamed = { body: Readable.toWeb(Readable.from(content)) as unknown as BodyInit, duplex: 'half' }
    const asking = { method: 'POST', headers: { authorization, ...headers }, ...streamed }
    return bor.node!.fetch(new Request('http://node/api/v1/validate', asking))
  }
  const refused = await post(endless())
  expect([refused.status, (await refused.json()) as object]).toMatchObject([422, { code: 'stix-not-json' }])
  expect(sent).toBeLessThan(100)
  const document = bundleOf(tool, { ...tool, aliases: [] })
  async function* inPieces() {
    for (let from = 0; from < document.length; from += 50) yield document.subarray(from, from + 50)
  }
  for (const length of ['1', `${document.length}`, '100000', '999999999999']) {
    const answer = await post(inPieces(), { 'content-length': length })
    expect([length, await answer.json()]).toMatchObject([
      length,
      length.length > 10 ? { code: 'too-large' } : { objects: 2, errors: 1, warnings: 1 },
    ])
  }
})

test('C18 with --known a translation is held against what the node knows, in the reader’s language', async () => {
  await using at_ = await scene()
  await at_.alt.share(wish, bundleOf({ ...tool, aliases: ['Grey'] }))
  await at_.federation.pass(arrived)
  const { type, file } = await typing(at_)
  const wrong = translation({ contents: { ru: { aliases: ['Серая', 'Белая'] } } })
  await file('ru.json', new TextDecoder().decode(bundleOf(wrong)))
  expect((await type(['validate', 'ru.json', '--lang', 'en'])).out).toBe('✓ 1 object: 0 errors, 0 warnings, 0 notes\n')
  const known = await type(['validate', 'ru.json', '--known', '--lang', 'en'], { as: 'bor/analyst' })
  expect(known.exit).toBe(0)
  expect(known.out).toContain('as this node knows it: list [1]')
  expect(known.out).toContain('✓ 1 object: 0 errors, 1 warning, 0 notes')
})

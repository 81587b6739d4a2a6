import { expect, test } from 'vitest'
import { taxii as declared } from '#rooms/exchange/collections/taxii-declarations.ts'
import { TaxiiError } from '#rooms/exchange/collections/taxii-resources.ts'
import { isRaw, type Spoken } from '#platform/http/declaration.ts'
import { scene } from './scene.ts'
import { heron, root, taxii, viper } from './taxii-client.ts'
import { activeProfile, added, envelope, send } from './taxii-posting.ts'

interface Operation {
  readonly security: readonly object[]
  readonly responses: Readonly<Record<string, Response>>
  readonly requestBody?: { readonly content: object }
}
interface Response {
  readonly headers?: object
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>
}

test('TAXII: the OpenAPI text has every route that is mounted and no other, with media types, error resources and headers', async () => {
  await using at = await scene()
  const { api } = at.alt.node!
  const mounted = api.app.routes.filter(({ method, path }) => path.startsWith('/taxii2/') && method !== 'ALL')
  const response = await at.alt.node!.fetch(new Request('http://node/api/openapi.json'))
  const { paths, components } = (await response.json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
    readonly components: { readonly schemas: object; readonly securitySchemes: object }
  }
  const described = Object.entries(paths)
    .filter(([path]) => path.startsWith('/taxii2/'))
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`))
  const named = mounted.map(({ method, path }) => `${method} ${path.replaceAll(/:([a-z]+)/gu, '{$1}')}`)
  expect(described.toSorted()).toEqual(named.toSorted())
  expect(described).toHaveLength(11)
  expect(components.schemas).toHaveProperty('TaxiiError')
  expect(components.securitySchemes).toMatchObject({ basic: { scheme: 'basic' } })
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/taxii2/'))
    .flatMap(([, of]) => Object.values(of))
  const answers = operations.flatMap(({ responses }) => Object.entries(responses))
  for (const { security } of operations) expect(security).toEqual([{ basic: [] }, { bearer: [] }])
  for (const [status, { content = {} }] of answers) {
    for (const type of Object.keys(content)) expect(type).toBe(taxii)
    if (Number(status) >= 400) expect(content[taxii]?.schema.$ref).toBe('#/components/schemas/TaxiiError')
  }
  const dated = answers.flatMap(([, { headers }]) => (headers === undefined ? [] : [Object.keys(headers)]))
  const dates = ['X-TAXII-Date-Added-First', 'X-TAXII-Date-Added-Last']
  expect(dated).toEqual([dates, dates, dates, dates])
  const post = paths[`${root}/{collection}/objects/`]?.['post']
  expect(Object.keys(post?.requestBody?.content ?? {})).toEqual([taxii, 'application/stix+json;version=2.1'])
})

test('TAXII: each answer is as the OpenAPI text says: status, media type, headers and members, errors too', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const { id: status } = await added(at.alt, collection, viper)
  const names = { collection, object: viper.id, status }
  const nobody = { collection: 'none', object: 'tool--x', status: 'none' }
  const pathFor = ({ path }: Spoken, values: Readonly<Record<string, string>>) =>
    path.replaceAll(/:([a-z]+)/gu, (_, name: string) => values[name] ?? '')
  const routes: readonly Spoken[] = Object.values(declared)
  for (const route of routes.toSorted(
    (one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'),
  )) {
    const name = `${route.method} ${route.path}`
    const asking = { method: route.method, ...(route.method === 'POST' ? { body: envelope(heron) } : {}) }
    const done = await send(at.alt, pathFor(route, names), asking)
    expect([name, done.status]).toEqual([name, route.statuses?.[0] ?? 200])
    expect([name, done.headers.get('content-type')]).toEqual([name, taxii])
    if (route.answer !== undefined && !isRaw(route.answer)) {
      const read = route.answer.safeParse(done.json)
      expect([name, read.error?.issues]).toEqual([name, undefined])
    } else expect([name, done.text]).toEqual([name, ''])
    for (const header of ['x-taxii-date-added-first', 'x-taxii-date-added-last'])
      expect([name, done.headers.has(header)]).toEqual([name, route.headers !== undefined])
    const wrong: readonly (readonly [number, string, object])[] = [
      [401, pathFor(route, names), { headers: { authorization: '' } }],
      [406, pathFor(route, names), { headers: { accept: 'text/html' } }],
      ...(route.path.includes(':') ? ([[404, pathFor(route, nobody), {}]] as const) : []),
      ...(route.headers === undefined ? [] : ([[400, `${pathFor(route, names)}?limit=0`, {}]] as const)),
    ]
    for (const [code, path, more] of wrong) {
      const no = await send(at.alt, path, { ...asking, ...more })
      expect([name, no.status, route.failures.includes(code)]).toEqual([name, code, true])
      expect([name, TaxiiError.safeParse(no.json).error?.issues]).toEqual([name, undefined])
    }
  }
})

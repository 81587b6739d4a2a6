import { expect } from 'vitest'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, type Scene } from './scene.ts'

export const taxii = 'application/taxii+json;version=2.1'
export const wish = { to: ['bor'], title: 'Vipers', level: 'restricted', category: 'network-security' }
export const named = (name: string, mark: string, modified?: string) =>
  malware({ name, mark, ...(modified === undefined ? {} : { modified }) })
export const [viper, heron, otter] = [named('Sand Viper', '1'), named('Grey Heron', '2'), named('River Otter', '3')]

interface Envelope {
  readonly more?: boolean
  readonly next?: string
  readonly objects?: readonly {
    readonly id: string
    readonly name: string
    readonly date_added: string
    readonly version: string
    readonly modified: string
  }[]
}

export interface TaxiiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Envelope & Readonly<Record<string, unknown>>
}

/** As a tool asks: by HTTP Basic, unless told otherwise. */
export async function ask(
  house: House,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<TaxiiAnswer> {
  const authorization = `Basic ${btoa(`taxii:${house.tokens.get('taxii')}`)}`
  const request = new Request(`http://node${path}`, { headers: { accept: taxii, authorization, ...headers } })
  const answer = await house.node!.fetch(request)
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) as TaxiiAnswer['json'] }
}

export const root = '/taxii2/api/collections'
export const namesIn = ({ json }: TaxiiAnswer) => (json.objects ?? []).map(({ name }) => name)

export async function shared(at: Scene, from: House, objects: readonly object[], more: object = {}): Promise<string> {
  const { json, status } = await from.share({ ...wish, ...more }, bundle(...objects))
  expect(status).toBe(201)
  await at.federation.pass(arrived)
  return json.act
}

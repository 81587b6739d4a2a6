import { expect } from 'vitest'
import { z } from 'zod'
import { Status } from '#rooms/exchange/collections/taxii-resources.ts'
import type { House } from './federation.ts'
import { root, taxii, type TaxiiAnswer } from './taxii-client.ts'

/** What an administrator writes of a profile; tests change members of it. */
export const profileWish = {
  name: 'feed',
  title: 'Indicators of alt',
  to: ['bor'],
  level: 'restricted',
  category: 'network-security',
  desk: 'liaison-1',
  assessment: 'Technical indicators alone; no records of persons.',
  summary: 'Tools share technical indicators.',
}

/** A profile, as far as tests go on with it. */
export const Made = z.looseObject({ name: z.string(), collection: z.uuid(), revision: z.int(), active: z.boolean() })
export type Made = z.infer<typeof Made>

/** A profile that both have activated. */
export async function activeProfile(house: House, wish: object = {}): Promise<Made> {
  const made = await house.ask('admin', 'POST', '/api/v1/profiles', { ...profileWish, ...wish })
  expect(made.status).toBe(201)
  const profile = Made.parse(made.json)
  const { name, revision } = profile
  for (const account of ['admin', 'liaison']) {
    const path = `/api/v1/profiles/${name}/activate`
    expect((await house.ask(account, 'POST', path, { revision })).status).toBe(200)
  }
  return profile
}

/** An envelope as a tool writes it. */
export const envelope = (...objects: readonly object[]): string => JSON.stringify({ objects })

interface Asking {
  readonly method?: string
  readonly account?: string
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as a tool makes it, of any method. */
export async function send(house: House, path: string, asking: Asking = {}): Promise<TaxiiAnswer> {
  const { method = 'POST', account = 'taxii', body, headers = {} } = asking
  const authorization = `Basic ${btoa(`${account}:${house.tokens.get(account)}`)}`
  const given = body === undefined ? {} : { body: body as BodyInit, duplex: 'half' }
  const type = body === undefined ? {} : { 'content-type': taxii }
  const request = new Request(`http://node${path}`, {
    method,
    headers: { accept: taxii, authorization, ...type, ...headers },
    ...given,
  })
  const answer = await house.node!.fetch(request)
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: text === '' ? {} : JSON.parse(text) }
}

/** Adds objects to a collection; answers the status resource. */
export async function added(
  house: House,
  collection: string,
  ...objects: readonly object[]
): Promise<z.infer<typeof Status>> {
  const answer = await send(house, `${root}/${collection}/objects/`, { body: envelope(...objects) })
  expect(answer.status).toBe(202)
  return Status.parse(answer.json)
}

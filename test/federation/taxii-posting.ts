import { expect } from 'vitest'
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
}

export interface Made {
  readonly name: string
  readonly collection: string
  readonly revision: number
  readonly active: boolean
}

/** A profile that both have activated. */
export async function activeProfile(house: House, wish: object = {}): Promise<Made> {
  const made = await house.ask('admin', 'POST', '/api/v1/profiles', { ...profileWish, ...wish })
  expect(made.status).toBe(201)
  const { name, revision } = made.json as unknown as Made
  for (const account of ['admin', 'liaison']) {
    const path = `/api/v1/profiles/${name}/activate`
    expect((await house.ask(account, 'POST', path, { revision })).status).toBe(200)
  }
  return made.json as unknown as Made
}

export interface Status {
  readonly id: string
  readonly status: 'complete' | 'pending'
  readonly total_count: number
  readonly success_count: number
  readonly successes?: readonly Detail[]
  readonly failure_count: number
  readonly failures?: readonly Detail[]
  readonly pending_count: number
  readonly pendings?: readonly Detail[]
}

interface Detail {
  readonly id: string
  readonly version: string
  readonly message?: string
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
export async function added(house: House, collection: string, ...objects: readonly object[]): Promise<Status> {
  const answer = await send(house, `${root}/${collection}/objects/`, { body: envelope(...objects) })
  expect(answer.status).toBe(202)
  return answer.json as unknown as Status
}

import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { pae } from '#protocol/act/pae.ts'
import type { Party } from '#protocol/identity/party.ts'
import { openFileKeyring } from '#platform/keyring/file-keyring.ts'
import { skies } from '../suites/open-skies.ts'
import { authorizationOf, type Desk } from './desk.ts'

const patience = { timeout: 20_000, interval: 100 }

/** Waits until the nodes have come so far. */
const becomes = (found: () => Promise<unknown>, wanted: unknown): Promise<void> =>
  vi.waitFor(async () => expect(await found()).toEqual(wanted), patience)

/** Everything that an answer may say, as a test reads it. */
type Told = Readonly<Record<string, unknown>> & { readonly act: string }

const paragraphs = (...texts: readonly string[]) => texts.map((text, at) => ({ number: String(at + 1), text }))

const english = [
  {
    number: '1',
    heading: 'Observation',
    paragraphs: paragraphs('The Parties share what they see.', 'They do so within 24 hours.'),
  },
  {
    number: '2',
    heading: 'Flights',
    paragraphs: paragraphs('Each Party permits observation flights over its territory.'),
  },
  {
    number: '3',
    heading: 'Entry into force',
    paragraphs: paragraphs('This Agreement enters into force on the 30th day after the third instrument.'),
  },
]
const russian = [
  {
    number: '1',
    heading: 'Наблюдение',
    paragraphs: paragraphs('Стороны делятся тем, что видят.', 'Они делают это в течение 24 часов.'),
  },
  {
    number: '2',
    heading: 'Полёты',
    paragraphs: paragraphs('Каждая Сторона разрешает наблюдательные полёты над своей территорией.'),
  },
  {
    number: '3',
    heading: 'Вступление в силу',
    paragraphs: paragraphs('Соглашение вступает в силу на 30-й день после сдачи на хранение третьей грамоты.'),
  },
]
const chinese = [
  { number: '1', heading: '观察', paragraphs: paragraphs('各方分享所见。', '各方应在24小时内分享。') },
  { number: '2', heading: '飞行', paragraphs: paragraphs('各方允许在其领土上空进行观察飞行。') },
  { number: '3', heading: '生效', paragraphs: paragraphs('本协定于第三份批准书交存后第30日生效。') },
]

/** The agreement on open skies with headings and paragraphs, as a desk would bring it. */
export const skiesText = {
  version: 1,
  authentic: [
    { language: 'en', articles: english },
    { language: 'ru', articles: russian },
    { language: 'zh', articles: chinese },
  ],
}

/** What a treaty desk of a party asks of its node. */
export function treatyDesk(desk: Desk, party: string) {
  return async (method: string, path: string, body?: unknown): Promise<Told> => {
    const authorization = await authorizationOf(desk, party, 'treaty')
    const headers = { authorization, 'content-type': 'application/json' }
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const response = await fetch(`${desk.url(party)}${path}`, init)
    const told = (await response.json()) as Told
    expect([method, path, response.ok, told]).toEqual([method, path, true, told])
    return told
  }
}

/** Signs a proposal with the root of a party, where that lies, and brings the signature to its node. */
async function countersign(desk: Desk, party: string, act: string): Promise<void> {
  const house = [...desk.federation.houses.values()].find((one) => one.party === party)
  const ask = treatyDesk(desk, party)
  const path = `/api/v1/charter/proposals/${act}`
  await becomes(async () => (await ask('GET', path)).act, act)
  const { envelope } = (await ask('GET', path)) as Told & {
    readonly envelope: { readonly payload: string; readonly payloadType: string }
  }
  const folder = join(house?.tokens ?? '', '..', 'keys')
  const keyring = await openFileKeyring({ folder, party: party as Party, secret: { kind: 'none', isDemo: true } })
  const made = await keyring.signAct(
    'root',
    pae(envelope.payloadType, fromBase64Url(envelope.payload) ?? new Uint8Array(0)),
  )
  const signatures = made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) }))
  await ask('POST', `${path}/signatures`, { signatures })
}

export const states = ['alt', 'bor', 'cas'] as const

/** Proposes the agreement, has every root sign it, and waits until every node has it. */
export async function adoptSkies(desk: Desk, clauses: object = {}): Promise<void> {
  const { act } = await treatyDesk(desk, 'alt')('POST', '/api/v1/charter/proposals', {
    change: skies({ text: skiesText }, clauses),
  })
  for (const party of states) await countersign(desk, party, act)
  for (const party of states) {
    const found = async () => (await treatyDesk(desk, party)('GET', '/api/v1/agreements/open-skies'))['state']
    await becomes(found, 'open')
  }
}

/** An action of a party, entered by the depositary and known to every node. */
export async function acted(desk: Desk, party: string, deed: object): Promise<string> {
  const { act } = await treatyDesk(desk, party)('POST', '/api/v1/agreements/open-skies/actions', { deed })
  for (const one of states) {
    const path = '/api/v1/agreements/open-skies/facts'
    const isThere = async () => {
      const told = (await treatyDesk(desk, one)('GET', path)) as Told & {
        readonly events: readonly { readonly id: string }[]
      }
      return told.events.some(({ id }) => id === act)
    }
    await becomes(isThere, true)
  }
  return act
}

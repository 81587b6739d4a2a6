import type { Answer, Federation, House } from './federation.ts'
import { countersign, propose } from './treaty-desk.ts'
import { skies } from '../suites/open-skies.ts'
import { arrived } from './scene.ts'

/** Proposed by `alt`, countersigned by each participant on its own node, and entered. */
export async function adopted(federation: Federation, change: object = skies()): Promise<string> {
  const { act } = await propose(federation.house('alt'), change)
  await federation.pass(arrived)
  for (const party of ['alt', 'bor', 'cas']) await countersign(federation, party, act)
  await federation.pass(arrived)
  return act
}

/** An action of a house's treaty desk. */
export const acts = (house: House, deed: object, name = 'open-skies'): Promise<Answer> =>
  house.ask('treaty', 'POST', `/api/v1/agreements/${name}/actions`, { deed })

export interface Shown {
  readonly state: string
  readonly entry?: string
  readonly parties: readonly {
    readonly party: string
    readonly state: string
    readonly terms: readonly { readonly until?: string }[]
  }[]
  readonly pending: readonly { readonly act: string; readonly party: string; readonly kind: string }[]
  readonly actions: Readonly<
    Record<string, { readonly allowed?: boolean; readonly refusal?: { readonly code: string } }>
  >
  readonly notifications: Readonly<Record<string, { readonly number: number }>>
  readonly deadlines: readonly { readonly at: string; readonly kind: string }[]
}

export async function shown(house: House, name = 'open-skies'): Promise<Shown> {
  const { json } = await house.ask('treaty', 'GET', `/api/v1/agreements/${name}`)
  return json as unknown as Shown
}

/** Every state signs and ratifies on its own node, one day after the other. */
export async function ratifiedByAll(federation: Federation): Promise<void> {
  for (const party of ['alt', 'bor', 'cas']) {
    await acts(federation.house(party), { kind: 'signature' })
    await federation.pass(arrived)
    await acts(federation.house(party), { kind: 'ratification' })
    await federation.pass(arrived)
  }
}

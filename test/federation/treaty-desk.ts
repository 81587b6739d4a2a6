import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { pae } from '#protocol/act/pae.ts'
import type { Answer, Federation, House } from './federation.ts'

/** An answer of the governance room, whatever its members. */
export type Told = Readonly<Record<string, unknown>> & { readonly act: string; readonly code: string }

export interface Place {
  readonly number: number
  readonly outcome: string
  readonly act: string
  readonly why?: { readonly code: string }
}

const told = ({ json }: Answer): Told => json as unknown as Told

export async function propose(house: House, change: object, more: object = {}): Promise<Told> {
  return told(await house.ask('treaty', 'POST', '/api/v1/charter/proposals', { change, ...more }))
}

/** Signatures of a party's root over an act that some house holds, as its command line makes them away from the node. */
export async function rootSignatures(federation: Federation, party: string, from: House, act: string) {
  const { envelope } = told(await from.ask('treaty', 'GET', `/api/v1/charter/proposals/${act}`)) as Told & {
    readonly envelope: { readonly payload: string; readonly payloadType: string }
  }
  const bytes = fromBase64Url(envelope.payload) ?? new Uint8Array(0)
  const keyring = federation.keyring(party)
  const made = await keyring.signAct('root', pae(envelope.payloadType, bytes))
  return made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) }))
}

export async function countersign(federation: Federation, party: string, act: string): Promise<Answer> {
  const house = federation.house(party)
  const signatures = await rootSignatures(federation, party, house, act)
  return house.ask('treaty', 'POST', `/api/v1/charter/proposals/${act}/signatures`, { signatures })
}

/** Entries of the lane as the house has them, the newest first. */
export async function laneOf(house: House): Promise<readonly Place[]> {
  const { json } = await house.ask('treaty', 'GET', '/api/v1/charter/lane')
  return json.items as unknown as readonly Place[]
}

/** Days in which nothing happens: nobody's node runs. */
export async function whileOff(federation: Federation, ms: number, parties: readonly string[]): Promise<void> {
  for (const party of parties) await federation.house(party).stop()
  await federation.pass(ms)
  for (const party of parties) await federation.house(party).start()
}

/** What became of an act at a party, and why. */
export async function outcomeAt(house: House, act: string, party: string): Promise<string> {
  const { parties } = (await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json
  const { state = '', code } = parties[party] ?? {}
  return code === undefined ? state : `${state} ${code}`
}

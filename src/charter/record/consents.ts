import type { Instant } from '#kernel/instant.ts'
import type { ActId, Statement } from '#protocol/act/statement.ts'
import { OnwardConsent } from '#protocol/acts/onward.ts'
import { passedOn, kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { items } from '#platform/record/tables.ts'
import type { Consent } from '../release.ts'

/** An owner's words on one request are few; of more, these are looked at. */
const mostWords = 64

/**
 * What the owner of something that is passed on has consented to, as this house has heard: `undefined` for an act that passes nothing on. Nobody is
 * named where the owner's word is not here, is about something else, counts for nothing, or was withdrawn.
 */
export async function consentFor(reads: Reads, said: Pick<Statement, 'kind' | 'body'>): Promise<Consent | undefined> {
  const passed = passedOn(said)
  if (passed === undefined) return undefined
  const { owner, answer, consent } = passed
  const given = (await loadAct(reads, answer))?.said
  const named = await saidBy(reads, consent, owner)
  const isAbout = given?.author === owner && named?.answer === answer && named.outcome === 'granted'
  if (!isAbout) return nobody
  const where = { about: named.act, author: owner, kind: kindOf('onward.consent/1') }
  const rows = await reads.select(items, { where, order: ['arrival'], limit: mostWords })
  const nothing = await countingForNothing(reads, [answer, consent, ...rows.map(({ act }) => act)])
  const counting = rows.filter(({ act }) => !nothing.has(act))
  const words = await Promise.all(counting.map(({ act }) => saidBy(reads, act, owner)))
  const isWithdrawn = words.some((word) => word?.outcome === 'withdrawn')
  if (isWithdrawn || nothing.has(answer) || nothing.has(consent)) return nobody
  return { to: named.to ?? [], ...(named.until === undefined ? {} : { until: named.until }) }
}

const nobody: { readonly to: readonly Party[]; readonly until?: Instant } = { to: [] }

async function saidBy(reads: Reads, act: ActId, owner: Party): Promise<OnwardConsent | undefined> {
  const said = (await loadAct(reads, act))?.said
  if (said === undefined || said.author !== owner || said.kind !== kindOf('onward.consent/1')) return undefined
  return OnwardConsent.safeParse(said.body).data
}

import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { may, type Action } from '#platform/http/roles.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import type { ActView } from '#charter/record/register.ts'
import * as decide from './decide.ts'
import { knownShare, shareView } from './read.ts'

type Allowed = { readonly allowed: true } | { readonly allowed: false; readonly refusal: Refusal }

/**
 * What the room adds to the page of a share: its content in figures, the replies, and for each action whether it is allowed or by
 * which rule not, from the very functions that refuse.
 */
export function exchangeDetail(house: House) {
  return async (reader: Reader, { act, kind }: ActView) => {
    if (kind !== 'exchange.share/1') return undefined
    const known = await knownShare(house.store, reader, act)
    const view = known === undefined ? undefined : await shareView(house.store, reader, known)
    if (known === undefined || view === undefined) return undefined
    return { ...view, objects: { count: view.objects }, actions: actionsOf(house, reader, known) }
  }
}

function actionsOf(house: House, reader: Reader, known: decide.KnownShare): Readonly<Record<string, Allowed>> {
  const by = speaker(house, reader)
  const judged = (action: Action, draft: unknown): Allowed => {
    const refusal = may(reader.account.role, action) ?? (isRefusal(draft) ? draft : undefined)
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  const recall = decide.recall(known, { reason: '-' }, by)
  return {
    recall: judged('content.recall', recall),
    correct: judged('content.correct', recall),
    acknowledge: judged('content.acknowledge', decide.acknowledge(known, {}, by)),
    sighting: judged('content.reply', decide.sighting(known, { object: '-' }, by)),
    opinion: judged('content.reply', decide.opinion(known, { object: '-', opinion: 'neutral' }, by)),
  }
}

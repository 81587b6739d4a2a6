import type { ActId } from '#protocol/act/statement.ts'
import { keyIdsOf, wordsOfRole } from '#protocol/identity/key-words.ts'
import { keyRoles, type KeyRole, type PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { lanePoint, type Charter, type KeyTerm } from '#charter/charter.ts'

/** The present keys of every party, or every key that one of them has or had, the newest first. */
export function listKeys(charter: Charter, party?: Party) {
  const rows =
    party === undefined
      ? [...charter.parties.values()]
      : [charter.parties.get(party)].filter((row) => row !== undefined)
  return rows.flatMap((row) =>
    keyRoles.flatMap((role) => {
      const spans = spansOf(role, row.keyTerms).toReversed()
      return (party === undefined ? spans.slice(0, 1) : spans).map((span) => keyView(charter, row.party, role, span))
    }),
  )
}

/** A key over all the terms in which it stayed the same. */
interface Span {
  readonly keys: PartyKeys
  readonly from: ActId
  readonly last: KeyTerm
}

function spansOf(role: KeyRole, terms: readonly KeyTerm[]): readonly Span[] {
  const spans: Span[] = []
  for (const term of terms) {
    const before = spans.at(-1)
    const isSame = before !== undefined && JSON.stringify(before.keys[role]) === JSON.stringify(term.keys[role])
    if (isSame) spans[spans.length - 1] = { ...before, last: term }
    else spans.push({ keys: term.keys, from: term.from, last: term })
  }
  return spans
}

function keyView(charter: Charter, party: Party, role: KeyRole, { keys, from, last }: Span) {
  const until = last.until === undefined ? {} : { until: pointOf(charter, last.until) }
  return {
    party,
    role,
    words: wordsOfRole(role, keys),
    ids: [...keyIdsOf(role, keys)],
    keys: { ...keys[role] } as Record<string, string>,
    from: pointOf(charter, from),
    ...until,
    state: stateOf(role, last),
    ...trustOf(charter, party, role, last),
  }
}

/** Of a seal that was frozen: that it was, and up to which entry of the party's journal what it signed is trusted. */
function trustOf(charter: Charter, party: Party, role: KeyRole, { keys, sealFrozen }: KeyTerm) {
  if (role !== 'seal' || !sealFrozen) return {}
  const said = charter.parties.get(party)?.lastTrusted?.find(({ seal }) => seal === keys.seal.ed25519)
  if (said === undefined) return { frozen: true }
  const { epoch, entry, named } = said
  return { frozen: true, lastTrusted: { epoch, entry, named: pointOf(charter, named) } }
}

function stateOf(role: KeyRole, { until, sealFrozen, confirmed }: KeyTerm) {
  if (until !== undefined) return 'replaced' as const
  if (sealFrozen && role === 'seal') return 'frozen' as const
  return confirmed ? ('valid' as const) : ('unconfirmed' as const)
}

function pointOf(charter: Charter, entry: ActId) {
  const place = lanePoint(charter, entry)?.place
  return { entry, number: place?.number ?? 0, at: place?.at ?? charter.place.at }
}

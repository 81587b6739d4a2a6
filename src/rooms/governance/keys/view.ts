import { encodeUtf8, fromHex } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { fingerprintWords } from '#protocol/identity/fingerprint.ts'
import { keyIdOf, rawKey, type KeyId } from '#protocol/identity/key-id.ts'
import { keyRoles, keySuites, type KeyRole, type PartyKeys, type RoleKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { lanePoint, type Charter, type KeyTerm } from '#charter/charter.ts'

/** Words of the keys of a role, for comparing aloud: of the one key's id, or of the ids of both. */
export function wordsOfRole(role: KeyRole, keys: RoleKeys): string {
  const ids = idsOf(role, keys)
  const [only = ''] = ids
  const digest = ids.length === 1 ? fromHex(only.slice('key--'.length)) : sha256(encodeUtf8(ids.join('\n')))
  return fingerprintWords(digest ?? new Uint8Array(32))
}

function idsOf(role: KeyRole, keys: RoleKeys): readonly KeyId[] {
  const found: Readonly<Record<string, string>> = { ...keys[role] }
  return keySuites[role].map((suite) => keyIdOf(role, suite, rawKey(found[suite] ?? '')))
}

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
    ids: [...idsOf(role, keys)],
    keys: { ...keys[role] } as Record<string, string>,
    from: pointOf(charter, from),
    ...until,
    state: stateOf(role, last),
  }
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

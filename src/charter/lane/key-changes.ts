import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { Code } from '#protocol/codes.ts'
import { keyRoles, type RoleKeys } from '#protocol/identity/keys.ts'
import type { Charter, CharterParty, KeyTerm } from '../charter.ts'
import { currentKeys } from '../standing.ts'
import type { Facts } from './changes.ts'
import type { ConsentRule } from './consents.ts'
import type { Where } from './ordered.ts'
import { sharesKey, suspended, unknown, withParty } from './party-changes.ts'
import { withLastTrusted } from './trusted.ts'

const rule = 'protocol 3: key change'
type Done = Facts | Refusal<Code>

/** New keys from the entry on. A key that anyone has or had is none: one key, one role, one party, once. */
export function withKeys({ party, keys }: ChangeOf<'keys.change'>, where: Where): Done {
  return changed(where.charter, party, keys, (row) => {
    const { setBy, confirmed: isConfirmed, sealFrozen } = currentKeys(row)
    const standing = { setBy, confirmed: isConfirmed, sealFrozen: sealFrozen && keys.seal === undefined }
    return withTerm(row, keys, standing, where.entry)
  })
}

/** The `seal` signs nothing that counts any more, until `root` names a new one. */
export function frozen({ party }: ChangeOf<'keys.freeze'>, { charter }: Where): Done {
  const row = charter.parties.get(party)
  if (row === undefined) return unknown(party)
  const { sealFrozen, isFrozenHere } = currentKeys(row)
  if (sealFrozen && isFrozenHere !== true) return refuse('keys-frozen', rule, { party })
  return withParty(charter, withFrozenSeal(row))
}

function withFrozenSeal(row: CharterParty): CharterParty {
  return withLast(row, { sealFrozen: true })
}

/** As a node sees it that has received the act and no entry yet. */
export function frozenHere(row: CharterParty): CharterParty {
  return currentKeys(row).sealFrozen ? row : withLast(row, { sealFrozen: true, isFrozenHere: true })
}

/** The same as the lane says it. */
export function asEntered(row: CharterParty): CharterParty {
  const { isFrozenHere, ...last } = currentKeys(row)
  return isFrozenHere === true
    ? { ...row, keyTerms: [...row.keyTerms.slice(0, -1), { ...last, sealFrozen: false }] }
    : row
}

/** Suspended without an end, its `seal` frozen: whoever has its keys says nothing more. */
export function compromised({ party, lastTrusted }: ChangeOf<'keys.compromised'>, where: Where): Done {
  const facts = suspended({ type: 'party.suspend', party }, where)
  const row = isRefusal(facts) ? undefined : facts.parties?.get(party)
  if (row === undefined) return facts
  const frozenRow = { ...withFrozenSeal(row), compromised: where.entry }
  const seal = currentKeys(row).keys.seal.ed25519
  const told =
    lastTrusted === undefined ? frozenRow : withLastTrusted(frozenRow, { seal, ...lastTrusted, named: where.entry })
  return { ...facts, ...withParty({ ...where.charter, ...facts }, told) }
}

/** The threshold of the others; all of them where the root has objected. */
export function consentToReplace({ party }: ChangeOf<'keys.replace-root'>, { parties }: Charter): ConsentRule {
  return { kind: parties.get(party)?.objected === undefined ? 'threshold' : 'all', without: party }
}

/** How long the root that is to be replaced may object. */
const objectionMs = 72 * 3_600_000

export function replacing({ party, keys }: ChangeOf<'keys.replace-root'>, where: Where): Done {
  return changed(where.charter, party, keys, (row) =>
    row.objected === undefined
      ? { ...row, replacing: { keys, due: addMs(where.at, objectionMs) } }
      : withOthersKeys(row, keys, where.entry),
  )
}

export function objected({ party }: ChangeOf<'keys.object'>, { charter, entry }: Where): Done {
  const row = charter.parties.get(party)
  if (row?.replacing === undefined) return unknown(party)
  const { replacing: _, ...stays } = row
  return withParty(charter, { ...stays, objected: entry })
}

export function confirmed({ party }: ChangeOf<'keys.confirm'>, { charter }: Where): Done {
  const row = charter.parties.get(party)
  if (row === undefined || currentKeys(row).confirmed) return unknown(party)
  return withParty(charter, withLast(row, { confirmed: true }))
}

/** The charter with the keys that have become due by an instant: no entry of their own is needed, the next one brings them. */
export function ripened(charter: Charter, entry: ActId, at: Instant): Charter {
  const due = [...charter.parties.values()].filter((row) => row.replacing !== undefined && row.replacing.due <= at)
  if (due.length === 0) return charter
  const parties = new Map(charter.parties)
  const lastAbout = new Map(charter.lastAbout)
  for (const row of due) {
    const keys = row.replacing?.keys ?? {}
    // Another party may have taken one of them meanwhile: then they are nobody's, and the others begin again.
    const { replacing: _, ...stays } = row
    parties.set(row.party, isTaken(charter, keys) ? stays : withOthersKeys(row, keys, entry))
    for (const subject of [`keys/${row.party}`, `root/${row.party}`, `seal/${row.party}`, `trusted/${row.party}`])
      lastAbout.set(subject, entry)
  }
  return { ...charter, parties, lastAbout }
}

function withOthersKeys(row: CharterParty, keys: RoleKeys, entry: ActId): CharterParty {
  const { replacing: _, objected: _o, compromised: _c, ...stays } = row
  const { sealFrozen } = currentKeys(row)
  const standing = { setBy: 'others', confirmed: false, sealFrozen: sealFrozen && keys.seal === undefined } as const
  return withTerm(stays, keys, standing, entry)
}

function changed(
  charter: Charter,
  party: ChangeOf<'keys.change'>['party'],
  keys: RoleKeys,
  to: (row: CharterParty) => CharterParty,
): Done {
  const row = charter.parties.get(party)
  if (row === undefined) return unknown(party)
  return isTaken(charter, keys) ? refuse('key-used-before', rule, { party }) : withParty(charter, to(row))
}

const isTaken = ({ parties }: Charter, keys: RoleKeys): boolean =>
  [...parties.values()].some((row) => sharesKey(row, keys))

type Standing = Pick<KeyTerm, 'setBy' | 'confirmed' | 'sealFrozen' | 'isFrozenHere'>

/** The present term ends and the next begins, with the keys that were not changed as they were. */
function withTerm(row: CharterParty, keys: RoleKeys, standing: Standing, entry: ActId): CharterParty {
  const last = currentKeys(row)
  const named = Object.fromEntries(keyRoles.flatMap((role) => (keys[role] === undefined ? [] : [[role, keys[role]]])))
  const next: KeyTerm = { keys: { ...last.keys, ...named }, from: entry, ...standing }
  return { ...row, keyTerms: [...row.keyTerms.slice(0, -1), { ...last, until: entry }, next] }
}

function withLast(row: CharterParty, standing: Partial<Standing>): CharterParty {
  return { ...row, keyTerms: [...row.keyTerms.slice(0, -1), { ...currentKeys(row), ...standing }] }
}

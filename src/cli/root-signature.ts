import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import { pae } from '#protocol/act/pae.ts'
import type { Act } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyRoles, type KeyRole, type RoleKeys } from '#protocol/identity/keys.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { systemRandom } from '#platform/clock/system-time.ts'
import { createFileKeyring, openFileKeyring, openNodeKeys, type KeyFolder } from '#platform/keyring/file-keyring.ts'
import { needed, text } from './call.ts'
import { exists } from './share-file.ts'
import type { Session } from './session.ts'
import { stop } from './stop.ts'
import type { Call, Flag } from './verb.ts'

/** Where the root key lies: the node never needs it, and it signs here. */
export const keyFlags: readonly Flag[] = [{ flags: '--keys <FOLDER>', isRequired: true }, { flags: '--key-file <F>' }]

/** The keys of a folder, opened with the file that opens them; those of a demonstration lie open. */
export async function keysAt(session: Session, call: Call, name: string): Promise<Keyring> {
  return openFileKeyring(folderOf(session, call, name))
}

/**
 * New keys of some roles, whose secrets lie in the folder from then on; they count once the charter names them. A folder without any gets a
 * whole set.
 */
export async function drawAt(
  session: Session,
  call: Call,
  { party, roles }: { readonly party: string; readonly roles: readonly KeyRole[] },
): Promise<RoleKeys> {
  const where = folderOf(session, call, party)
  if (roles.length === keyRoles.length && !(await exists(join(where.folder, 'keys.json')))) {
    await mkdir(where.folder, { recursive: true, mode: 0o700 })
    const { keys } = await createFileKeyring(where, systemRandom)
    return Object.fromEntries(keyRoles.map((role) => [role, keys[role]]))
  }
  const { draw } = await openNodeKeys(where)
  return draw(roles, systemRandom)
}

function folderOf({ io }: Session, call: Call, name: string): KeyFolder {
  const party = parseParty(name)
  if (party === undefined) throw stop('option-invalid', { option: '--party', value: name })
  const file = text(call, 'keyFile')
  const secret =
    file === undefined
      ? ({ kind: 'none', isDemo: true } as const)
      : ({ kind: 'file', file: resolve(io.cwd, file) } as const)
  return { folder: resolve(io.cwd, needed(call, 'keys')), party, secret }
}

/** The act of an envelope as a node gave it, if it is the one that was asked for: what is signed is what is named. */
export function actIn(envelope: { readonly payload: string; readonly payloadType: string }, named: string): Act {
  const statement = fromBase64Url(envelope.payload) ?? new Uint8Array(0)
  const act = openAct({ payloadType: envelope.payloadType, statement, signatures: [] })
  if (isRefusal(act) || act.id !== named) throw stop('answer-unreadable', { node: '', path: named })
  return act
}

/** `root`: the public one to sign with, where the folder may hold several; its newest without it. */
export async function rootSignaturesOf(
  { payloadType, statement }: Act,
  keyring: Keyring,
  root?: Readonly<Record<string, string>>,
) {
  const keys = { ...keyring.keys, ...(root === undefined ? {} : { root: { ...keyring.keys.root, ...root } }) }
  const signer = (await keyring.under(keys)) ?? keyring
  const made = await signer.signAct('root', pae(payloadType, statement))
  return made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) }))
}

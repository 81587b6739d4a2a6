import { resolve } from 'node:path'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import { pae } from '#protocol/act/pae.ts'
import type { Act } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { openFileKeyring } from '#platform/keyring/file-keyring.ts'
import { needed, text } from './call.ts'
import type { Session } from './session.ts'
import { stop } from './stop.ts'
import type { Call, Flag } from './verb.ts'

/** Where the root key lies: the node never needs it, and it signs here. */
export const keyFlags: readonly Flag[] = [{ flags: '--keys <FOLDER>', isRequired: true }, { flags: '--key-file <F>' }]

/** The keys of a folder, opened with the file that opens them; those of a demonstration lie open. */
export async function keysAt({ io }: Session, call: Call, name: string): Promise<Keyring> {
  const party = parseParty(name)
  if (party === undefined) throw stop('option-invalid', { option: '--party', value: name })
  const file = text(call, 'keyFile')
  const secret =
    file === undefined
      ? ({ kind: 'none', isDemo: true } as const)
      : ({ kind: 'file', file: resolve(io.cwd, file) } as const)
  return openFileKeyring({ folder: resolve(io.cwd, needed(call, 'keys')), party, secret })
}

/** The act of an envelope as a node gave it, if it is the one that was asked for: what is signed is what is named. */
export function actIn(envelope: { readonly payload: string; readonly payloadType: string }, named: string): Act {
  const statement = fromBase64Url(envelope.payload) ?? new Uint8Array(0)
  const act = openAct({ payloadType: envelope.payloadType, statement, signatures: [] })
  if (isRefusal(act) || act.id !== named) throw stop('answer-unreadable', { node: '', path: named })
  return act
}

export async function rootSignaturesOf({ payloadType, statement }: Act, keyring: Keyring) {
  const made = await keyring.signAct('root', pae(payloadType, statement))
  return made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) }))
}

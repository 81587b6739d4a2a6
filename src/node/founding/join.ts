import { join } from 'node:path'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import { requestWords, signRequest } from '#protocol/acts/join-request.ts'
import type { Party } from '#protocol/identity/party.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { readInvitation } from '#charter/lane/invitation.ts'
import { inNewFolder, placesOf, planOf, type FolderOptions, type InitPorts, type Places } from './folder.ts'
import { installCharter } from './install.ts'
import { namedIn } from './names.ts'

export interface JoinOptions extends FolderOptions {
  /** The words of the coalition as a member told them aloud; without them nothing is made. */
  readonly words?: string
  /** How the party is called, in every language of the coalition; its slug without it. */
  readonly name?: string
}

/** A node that waits to be admitted, and the file with which a member proposes it. */
export interface Requested extends Places {
  readonly kind: 'requested'
  readonly coalition: string
  readonly tokenFile: string
  readonly words: string
  readonly requestFile: string
  /** Eight words of the request and the keys in it, for the members to compare. */
  readonly requestWords: string
  /** The member that invited. */
  readonly by: Party
}

/** Makes a node that asks to join: the charter verified from genesis, keys of its own, and a request signed by its root. All of it or nothing. */
export async function askToJoin(
  invitation: Uint8Array,
  options: JoinOptions,
  ports: InitPorts,
): Promise<Requested | Refusal> {
  const plan = planOf(options)
  if (isRefusal(plan)) return plan
  const { party, url } = plan
  const at = ports.clock.now()
  const invited = await readInvitation(invitation, { party, at, words: options.words })
  if (isRefusal(invited)) return invited
  return inNewFolder(plan, ports, async (folder) => {
    const { keyring, dir } = folder
    const { charter, header } = invited
    const name = namedIn(
      charter.languages,
      options.name ?? (charter.parties.get(party) ?? charter.recorded.get(party))?.name ?? party,
    )
    const request = await signRequest({ coalition: charter.id, party, name, url, keys: keyring.keys, at }, keyring)
    const requestFile = join(dir, `${party}.tamga-request`)
    await writePrivateFile(requestFile, `${JSON.stringify(request)}\n`)
    const { tokenFile } = await installCharter(folder, invited, ports)
    return {
      kind: 'requested',
      ...placesOf(folder),
      coalition: charter.name,
      tokenFile,
      words: idWords(charter.id),
      requestFile,
      requestWords: requestWords(request),
      by: header.by,
    }
  })
}

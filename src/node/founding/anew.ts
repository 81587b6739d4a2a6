import { Fault } from '#kernel/fault.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import type { Party } from '#protocol/identity/party.ts'
import { readInvitation } from '#charter/lane/invitation.ts'
import { keysOf } from '#charter/standing.ts'
import { refuseStrangeKeys } from '../unlock.ts'
import { inNewFolder, placesOf, planOf, type InitPorts, type Places } from './folder.ts'
import { installCharter } from './install.ts'
import type { JoinOptions } from './join.ts'

/** The node of a party whose disk and database are lost, with the charter and its keys and nothing else. */
export interface Anew extends Places {
  readonly kind: 'anew'
  readonly coalition: string
  readonly tokenFile: string
  readonly words: string
  /** The member whose file it was. */
  readonly by: Party
}

const rule = 'interfaces: init'

/**
 * Makes the node of a party anew from the keys that were kept apart and the charter as a member has it, verified from genesis. It halts once it
 * serves, since its witnesses have seen more than it holds, until a person says that no copy of it is at work.
 */
export async function makeAnew(
  invitation: Uint8Array,
  options: JoinOptions,
  ports: InitPorts,
): Promise<Anew | Refusal> {
  const plan = planOf(options)
  if (isRefusal(plan)) return plan
  const { party } = plan
  const asked = { party, at: ports.clock.now(), words: options.words, isKnown: true }
  const read = await readInvitation(invitation, asked)
  if (isRefusal(read)) return read
  const { charter, header } = read
  return refusingKeys(options, () =>
    inNewFolder(plan, ports, async (folder) => {
      await refuseStrangeKeys(folder.keyring, charter)
      const { keys } = folder.keyring
      // The root of the charter may lie elsewhere.
      const keyring =
        (await folder.keyring.under({ ...keys, ...keysOf(charter, party), root: keys.root })) ?? folder.keyring
      const { tokenFile } = await installCharter(folder, read, ports)
      const places = placesOf({ ...folder, keyring })
      return { kind: 'anew', ...places, coalition: charter.name, tokenFile, words: idWords(charter.id), by: header.by }
    }),
  )
}

/** Keys that were named and are not the party's are no fault of the node: who named them is told what to do. */
async function refusingKeys<Made>(
  { party, keysFolder = '' }: JoinOptions,
  work: () => Promise<Made | Refusal>,
): Promise<Made | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { code, params } = error
    const said = { folder: keysFolder, party }
    if (code === 'keyring-party')
      return refuse('keys-of-other-party', rule, { ...said, owner: String(params['party']) })
    if (code === 'keys-not-in-charter' || code === 'keys-missing')
      return refuse('keys-not-those', rule, { ...said, role: String(params['role']) })
    throw error
  }
}

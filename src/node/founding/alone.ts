import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { signStatement } from '#protocol/act/sign.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import { foundingStatement } from '#charter/genesis/found.ts'
import { inNewFolder, placesOf, planOf, type FolderOptions, type InitPorts, type Places } from './folder.ts'
import { installCharter } from './install.ts'
import { ownProfile } from './own-profile.ts'

export interface AloneOptions extends FolderOptions {
  /** Name of the coalition; without it the party's own slug. */
  readonly coalition?: string
}

/** What was founded, and where its parts lie. */
export interface Founded extends Places {
  readonly kind: 'founded'
  readonly coalition: string
  readonly tokenFile: string
  /** Eight words of the coalition's id, for comparing aloud. */
  readonly words: string
}

/** Founds a coalition of one in an empty folder: keys, genesis, database, configuration and a one-time token. All of it or nothing. */
export async function foundAlone(options: AloneOptions, ports: InitPorts): Promise<Founded | Refusal> {
  const plan = planOf(options)
  if (isRefusal(plan)) return plan
  const { party, url } = plan
  const at = ports.clock.now()
  const profile = await ownProfile({ party, coalition: options.coalition ?? party, url, at })
  if (isRefusal(profile)) return profile
  return inNewFolder(plan, ports, async (folder) => {
    const { keyring } = folder
    const founders = [{ party, keys: keyring.keys }]
    const said = foundingStatement({ profile, founders, author: party, at, salt: ports.random.bytes(32) })
    const genesis = await signStatement(said, keyring, 'root')
    const { charter, tokenFile } = await installCharter(folder, { genesis }, ports)
    return { kind: 'founded', ...placesOf(folder), coalition: profile.name, tokenFile, words: idWords(charter.id) }
  })
}

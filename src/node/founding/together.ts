import { readFile, rename, rm, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { pae } from '#protocol/act/pae.ts'
import { signRequest } from '#protocol/acts/join-request.ts'
import { areSameWords, idWords } from '#protocol/identity/fingerprint.ts'
import type { Party } from '#protocol/identity/party.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { adoptGenesis } from '#charter/genesis/adopt.ts'
import * as together from '#charter/genesis/together.ts'
import { readCoalition } from '../coalition-file.ts'
import { readConfig } from '../config.ts'
import { partyOf, unlockKeys } from '../unlock.ts'
import type { Founded } from './alone.ts'
import {
  inNewFolder,
  placesOf,
  planOf,
  type FolderOptions,
  type InitPorts,
  type NodeFolder,
  type Places,
} from './folder.ts'
import { installCharter } from './install.ts'
import { namedIn } from './names.ts'
import { ownProfile } from './own-profile.ts'

export interface BeginOptions extends FolderOptions {
  readonly coalition?: string
  /** The parties that found together with this one, on the words of a new coalition. */
  readonly others?: readonly string[]
  /** In their place a coalition as a file, or one that the product brings along. */
  readonly profile?: string
  readonly name?: string
}

export interface ContinueOptions extends FolderOptions {
  readonly words?: string
  readonly name?: string
}

/** A founding as far as it has got, and the file that goes on to the other founders. */
export interface UnderWay extends Places {
  readonly kind: 'founding'
  readonly coalition: string
  /** This party's own copy, with everything that has come so far. */
  readonly foundingFile: string
  /** Founders whose keys are not in it yet. */
  readonly lacking: readonly Party[]
  /** Founders that have not signed yet. */
  readonly unsigned: readonly Party[]
  /** Once all keys are in it: what each founder hears from another before it signs. */
  readonly words?: string
}

const fileName = 'coalition.tamga-founding'
const rule = 'protocol 8: founding'

/** Writes down what is to be founded and by whom, with this party's keys as the first. */
export async function beginTogether(options: BeginOptions, ports: InitPorts): Promise<UnderWay | Founded | Refusal> {
  const plan = planOf(options)
  if (isRefusal(plan)) return plan
  const { party, url } = plan
  const at = ports.clock.now()
  const { profile: named, others = [], coalition = party } = options
  const profile =
    named === undefined ? await ownProfile({ party, coalition, url, at, others }) : await readCoalition(named)
  if (isRefusal(profile)) return profile
  const { $schema: _, ...facts } = profile
  const draft = { profile: facts, author: party, at, salt: toBase64Url(ports.random.bytes(32)) }
  const founding: together.Founding = { draft, founders: new Map(), signatures: new Map() }
  return inNewFolder(plan, ports, (folder) => added({ founding, folder, options, ports }))
}

/** Adds this party to the founding of a file, or takes in what others have added and signed, and signs; whole, it starts the node. */
export async function continueTogether(
  bytes: Uint8Array,
  options: ContinueOptions,
  ports: InitPorts,
): Promise<UnderWay | Founded | Refusal> {
  const given = together.readFounding(bytes)
  if (isRefusal(given)) return given
  const own = await ownCopy(options.dir)
  if (own !== undefined) return isRefusal(own) ? own : goneOn(own, given, options, ports)
  const plan = planOf(options)
  if (isRefusal(plan)) return plan
  if (given.founders.has(plan.party)) return refuse('founding-mixed', rule, { party: plan.party })
  return inNewFolder(plan, ports, (folder) => added({ founding: given, folder, options, ports }))
}

interface Adding {
  readonly founding: together.Founding
  readonly folder: NodeFolder
  readonly options: { readonly name?: string }
  readonly ports: InitPorts
}

/** With this party's keys. Whoever completes the list knows what is founded first, and signs it; the others hear its words. */
async function added({ founding, folder, options, ports }: Adding): Promise<UnderWay | Founded | Refusal> {
  const { party, url, keyring } = folder
  const { draft } = founding
  const row = draft.profile.parties.find((one) => one.party === party)
  const name = namedIn(draft.profile.languages, options.name ?? row?.name ?? party)
  const coalition = together.draftId(draft)
  const request = await signRequest({ coalition, party, name, url, keys: keyring.keys, at: ports.clock.now() }, keyring)
  const next = together.withFounder(founding, request)
  if (isRefusal(next)) return next
  const signed = together.lacking(next).length > 0 ? next : await signedBy(next, folder)
  return isRefusal(signed) ? signed : kept(signed, folder, ports)
}

interface OwnCopy {
  readonly founding: together.Founding
  readonly folder: NodeFolder
}

async function goneOn(
  { founding, folder }: OwnCopy,
  given: together.Founding,
  { words }: ContinueOptions,
  ports: InitPorts,
): Promise<UnderWay | Founded | Refusal> {
  const all = together.merged(founding, given)
  if (isRefusal(all)) return all
  const genesis = together.genesisOf(all)
  const isOpen = genesis !== undefined && !all.signatures.has(folder.party)
  if (!isOpen) return kept(all, folder, ports)
  const by = together
    .named(all)
    .filter((party) => party !== folder.party)
    .join(', ')
  if (words === undefined) return refuse('words-needed', rule, { by })
  if (!areSameWords(words, idWords(genesis.id))) return refuse('words-differ', rule, { by })
  const signed = await signedBy(all, folder)
  return isRefusal(signed) ? signed : kept(signed, folder, ports)
}

/** Signed by this party's root, if what is founded is without contradiction. */
async function signedBy(founding: together.Founding, { party, keyring }: NodeFolder) {
  const genesis = together.genesisOf(founding)
  if (genesis === undefined) return founding
  const judged = await adoptGenesis(genesis)
  if (isRefusal(judged) && judged.code !== 'signature-missing') return judged
  const made = await keyring.signAct('root', pae(genesis.payloadType, genesis.statement))
  return together.withSignatures(
    founding,
    party,
    made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })),
  )
}

/** Keeps what there is; with every signature in it, the node has its charter. */
async function kept(founding: together.Founding, folder: NodeFolder, ports: InitPorts): Promise<UnderWay | Founded> {
  const foundingFile = join(folder.dir, fileName)
  const next = `${foundingFile}.next`
  await rm(next, { force: true })
  await writePrivateFile(next, decodeUtf8(together.writeFounding(founding)) ?? '')
  await rename(next, foundingFile)
  const genesis = together.genesisOf(founding)
  const [lacking, unsigned] = [together.lacking(founding), together.unsigned(founding)]
  const told = { ...placesOf(folder), coalition: founding.draft.profile.name }
  const words = genesis === undefined ? {} : { words: idWords(genesis.id) }
  if (genesis === undefined || unsigned.length > 0)
    return { kind: 'founding', ...told, foundingFile, lacking, unsigned, ...words }
  const { tokenFile } = await installWhole(folder, genesis, ports)
  return { kind: 'founded', ...told, tokenFile, words: idWords(genesis.id) }
}

/** What cannot be finished is taken away again; keys, configuration and the founding stay. */
async function installWhole(
  folder: NodeFolder,
  genesis: Parameters<typeof installCharter>[1]['genesis'],
  ports: InitPorts,
) {
  const before = new Set(await readdir(folder.dir))
  try {
    return await installCharter(folder, { genesis }, ports)
  } catch (error) {
    for (const name of await readdir(folder.dir)) {
      if (!before.has(name)) await rm(join(folder.dir, name), { recursive: true, force: true })
    }
    throw error
  }
}

/** The founding that this folder has a part in, and the keys in it; `undefined` for a folder that has none. */
async function ownCopy(dir: string): Promise<OwnCopy | Refusal | undefined> {
  const bytes = await readFile(join(dir, fileName)).catch(() => undefined)
  if (bytes === undefined) return undefined
  const names = await readdir(dir)
  if (names.includes('admin.token')) return refuse('folder-not-empty', 'interfaces: init', { dir })
  const founding = together.readFounding(new Uint8Array(bytes))
  if (isRefusal(founding)) return founding
  const config = readConfig(join(dir, 'node.json'), {})
  if (isRefusal(config)) return config
  const { keyring } = await unlockKeys(config)
  const party = partyOf(config)
  const url = founding.founders.get(party)?.request.url ?? ''
  return { founding, folder: { party, dir, url, config, keyring } }
}

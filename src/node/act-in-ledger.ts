import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import { pae } from '#protocol/act/pae.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import { keyIdOf, rawKey } from '#protocol/identity/key-id.ts'
import { keySuites, type ActRole, type PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { openTrusted, parseTlogProof, verifyUnder } from '#protocol/journal/proof.ts'
import { suites } from '#protocol/suite/table.ts'
import { proofOf } from '#platform/journal/progress.ts'
import { heldProof } from '#platform/journal/received-proofs.ts'
import { signedOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'
import { keySetsOf } from '#charter/standing.ts'
import { witnessPolicyOf } from '#charter/witnesses.ts'
import { trustOf } from './journaling.ts'
import type { NodePorts } from './ports.ts'
import { cosignedBy } from './proof-verdict.ts'

interface Told {
  readonly act: ActId
  readonly author: Party
}

/**
 * What proves an act, each part judged anew: which keys signed and whether they did, where it stands in its author's journal and under which
 * head, and who cosigned that. Of an act whose bytes are damaged it says so.
 */
export async function actInLedger(ports: NodePorts, house: House, told: Told) {
  const row = await ports.store.find(acts, { act: told.act })
  const signed = row === undefined ? undefined : signedOf(row)
  const opened = signed === undefined ? undefined : openAct(signed)
  const act = opened === undefined || isRefusal(opened) ? undefined : opened
  const isDamaged = signed !== undefined && act?.id !== told.act
  const { k, n } = witnessPolicyOf(house.charter(), told.author, house.clock.now())
  return {
    standing: row?.standing ?? 'erased',
    ...(isDamaged ? { damaged: true } : {}),
    ...(act === undefined
      ? {}
      : {
          payloadType: act.payloadType,
          officers: [...act.said.officers],
          charter: act.said.charter,
          refs: [...act.said.refs],
          files: act.said.attachments.length,
        }),
    signatures: signed === undefined ? [] : signaturesIn(house, signed),
    needed: { k, n },
    ...(await proofIn(house, told)),
  }
}

const actRoles: readonly ActRole[] = ['seal', 'root', 'exercise']

/** Each signature with the key that it names, if any party has or had that one. */
function signaturesIn(house: House, { payloadType, statement, signatures }: SignedAct) {
  const message = pae(payloadType, statement)
  return signatures.map(({ keyid, sig }) => {
    const key = keyNamed(house, keyid)
    if (key === undefined) return { keyid, holds: false }
    const { party, role, suite, publicKey } = key
    return { keyid, party, role, suite, holds: suites[suite].verify(publicKey, message, sig) }
  })
}

function keyNamed(house: House, keyid: string) {
  const charter = house.charter()
  const sets = [...charter.parties.keys()].flatMap((party) => keySetsOf(charter, party))
  return sets
    .flatMap((keys) => actRoles.flatMap((role) => keySuites[role].map((suite) => keyIn(keys, role, suite))))
    .find((key) => keyIdOf(key.role, key.suite, key.publicKey) === keyid)
}

function keyIn(keys: PartyKeys, role: ActRole, suite: (typeof keySuites)[ActRole][number]) {
  return { party: keys.party, role, suite, publicKey: rawKey(keys[role][suite]) }
}

async function proofIn(house: House, told: Told) {
  const text = await proofText(house, told).catch(ifIncomplete)
  if (text === undefined) return {}
  const proof = parseTlogProof(text)
  if (proof === undefined) return { proof: { holds: false, steps: 0, cosigned: [] } }
  const trust = trustOf(house, told.author)
  const trusted = openTrusted(proof.checkpoint, trust)
  const proven = isRefusal(trusted) ? trusted : verifyUnder(proof, told.act, trusted)
  const cosigned = [...cosignedBy(proof.checkpoint, trust)]
  if (isRefusal(proven)) return { proof: { holds: false, steps: proof.hashes.length, cosigned } }
  const { entry, position, head } = proven
  const steps = proof.hashes.length
  return { proof: { holds: true, entry, position, origin: head.origin, size: head.size, steps, cosigned } }
}

/** Where rows of our own tree are missing no proof can be made: what then stands here of the place is none. */
function ifIncomplete(error: unknown): string {
  if (error instanceof Fault && error.code === 'tree-incomplete') return ''
  throw error
}

/** The proof of an act as a tlog-proof: our own makes the journal, another's was fetched. */
export function proofText({ store, self }: House, { act, author }: Told): Promise<string | undefined> {
  return author === self ? proofOf(store, act) : heldProof(store, { act, author })
}

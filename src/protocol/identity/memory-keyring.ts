import { toBase64Url } from '#kernel/bytes.ts'
import { suites } from '#protocol/suite/table.ts'
import type { Signer } from '#protocol/suite/suite.ts'
import { keyIdOf } from './key-id.ts'
import type { Keyring, KeySignature } from './keyring.ts'
import type { ActRole, HybridKey, PartyKeys } from './keys.ts'
import type { Party } from './party.ts'
import type { PartySeeds } from './seeds.ts'

interface HybridSigner {
  readonly ed25519: Signer
  readonly 'ml-dsa-44': Signer
}

/** A keyring that holds its seeds in memory. It derives the public keys, so it fits the charter only if its seeds do. */
export async function keyringFromSeeds(party: Party, seeds: PartySeeds): Promise<Keyring> {
  const acts = { root: hybrid(seeds.root), seal: hybrid(seeds.seal), exercise: hybrid(seeds.exercise) }
  const witness = hybrid(seeds.witness)
  const notes = {
    journal: suites.ed25519.signer(seeds.journal.ed25519),
    witness: witness.ed25519,
    link: suites.ed25519.signer(seeds.link.ed25519),
  }
  const box = await suites['x-wing'].opener(seeds.box['x-wing'])
  const keys: PartyKeys = {
    party,
    root: publicHybrid(acts.root),
    seal: publicHybrid(acts.seal),
    exercise: publicHybrid(acts.exercise),
    journal: { ed25519: toBase64Url(notes.journal.publicKey) },
    witness: publicHybrid(witness),
    box: { 'x-wing': toBase64Url(box.publicKey) },
    link: { ed25519: toBase64Url(notes.link.publicKey) },
  }
  return {
    keys,
    signAct: async (role, message) => signBoth(role, acts[role], message),
    sign: async (role, message) => notes[role].sign(message),
    cosign: async (message) => witness['ml-dsa-44'].sign(message),
    open: (sealed, context) => box.open(sealed, context),
  }
}

function hybrid(seeds: PartySeeds['root']): HybridSigner {
  return { ed25519: suites.ed25519.signer(seeds.ed25519), 'ml-dsa-44': suites['ml-dsa-44'].signer(seeds['ml-dsa-44']) }
}

function publicHybrid(signer: HybridSigner): HybridKey {
  return { ed25519: toBase64Url(signer.ed25519.publicKey), 'ml-dsa-44': toBase64Url(signer['ml-dsa-44'].publicKey) }
}

function signBoth(role: ActRole, signer: HybridSigner, message: Uint8Array): readonly KeySignature[] {
  return (['ed25519', 'ml-dsa-44'] as const).map((suite) => ({
    keyid: keyIdOf(role, suite, signer[suite].publicKey),
    sig: signer[suite].sign(message),
  }))
}

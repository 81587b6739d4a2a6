import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import { readEnvelope } from './envelope.ts'
import type { Fate, Version } from './fates.ts'
import { making, type Into, type Known, type Made } from './making.ts'
import { placeOf, type Lately } from './lately.ts'
import { looseAmong } from './plan.ts'
import type { Fit, Sifted } from './sift.ts'

/** An envelope that was read, and stays at hand until it is disposed of. */
export interface OpenEnvelope extends Disposable {
  /**
   * What may be shared of it and may have been posted before, as far as that is known without asking; of the rest a key of the database says
   * so. `undefined`: all of it must be asked about.
   */
  readonly again: readonly Version[] | undefined
  /** What may be shared of it. */
  versions(): Promise<readonly Version[]>
  /** What is to be written, by what is known of it. */
  make(known: Known): Promise<Made>
}

/** The work on envelopes, which grows with them. Two adapters: here, where it is asked for, and other threads. */
export interface Envelopes {
  /** The bytes are given away. A refusal: it is no envelope, or holds nothing. */
  open(bytes: Uint8Array, into: Into): Promise<OpenEnvelope | Refusal>
}

export const envelopesHere: Envelopes = {
  async open(bytes, into) {
    const sifted = await readEnvelope(bytes)
    if (isRefusal(sifted)) return sifted
    return {
      again: undefined,
      versions: async () => sifted.fit.map(versionOf),
      make: async (known) => (await workedOff(making(sifted, into, known))).made,
      [Symbol.dispose]: () => undefined,
    }
  },
}

/**
 * What of an envelope was met in an earlier one: tools send the same identities and markings with all they post. `undefined` where it is much, or
 * what becomes of an account or address depends on what was shared before.
 */
export async function metAgain(
  { fit }: Sifted,
  { collection }: Into,
  lately: Lately,
): Promise<readonly Version[] | undefined> {
  const place = placeOf(collection)
  const met = fit.filter(({ name }) => lately.meet(place, name))
  // Of much that is posted once more some is not remembered.
  const isSure = met.length < fit.length / 4 && (await workedOff(looseAmong(fit))).size === 0
  return isSure ? met.map(versionOf) : undefined
}

/** What becomes of versions that were met before, if each was shared as it is now and nobody has taken it back. */
export const asTheyStand = (versions: readonly Version[]): ReadonlyMap<string, Fate> =>
  new Map(versions.map(({ name, digest }) => [name, { kind: 'shared', digest }]))

/** Whether that is what became of them, and nothing else is known. */
export const isAsTheyStand = (versions: readonly Version[], { fates, draft, refusal }: Known): boolean =>
  draft === undefined &&
  refusal === undefined &&
  fates.size === versions.length &&
  versions.every(({ name, digest }) => fates.get(name)?.kind === 'shared' && fates.get(name)?.digest === digest)

export const versionOf = ({ object, version, name, digest }: Fit): Version => {
  return { id: object.id, version, name, digest, raw: object.slice.raw }
}

import { z } from 'zod'
import { RoleKeys } from '#protocol/identity/keys.ts'
import { AdoptedText, TextCorrection } from './agreement-text.ts'
import { coalitionFacts, Limits, Organ, Procedure, Quotas, WitnessRule } from './charter-facts.ts'
import { journalOrigin } from './charter-genesis.ts'
import { SignedRequest } from './join-request.ts'
import { actId, instant, partySlug, slug } from './field.ts'

/** An entry of a party's journal: what it holds and all before it. */
const journalPlace = z.strictObject({ epoch: z.int().min(1), entry: z.int().min(0) })

/**
 * What a proposal may change, by `type`. Strict, unlike other bodies: a fact that one node enforces and another ignores would make two
 * coalitions of one. A type that this version does not know is let through the door and stops adoption where it is ordered.
 */
const changes = {
  /** A new party, by its own signed request. It is in the coalition from the entry on, or from `from` if that is later. */
  'party.admit': z.strictObject({
    type: z.literal('party.admit'),
    request: SignedRequest,
    standing: slug,
    journalOrigin,
    from: instant.exactOptional(),
  }),
  /** What a party is from `from` on, and not before the entry; without it from the entry on. */
  'party.standing': z.strictObject({
    type: z.literal('party.standing'),
    party: partySlug,
    standing: slug,
    from: instant.exactOptional(),
  }),
  /** It keeps its standing and has none of its rights, until it is resumed or `until` has come. */
  'party.suspend': z.strictObject({
    type: z.literal('party.suspend'),
    party: partySlug,
    until: instant.exactOptional(),
  }),
  'party.resume': z.strictObject({ type: z.literal('party.resume'), party: partySlug }),
  /** Said by the party's own root. What was released to others stays with them, under its conditions. */
  'party.leave': z.strictObject({ type: z.literal('party.leave'), party: partySlug, from: instant.exactOptional() }),
  /**
   * New keys of a party, role by role, said by its own root: where `root` is among them by the old one. Those that it does not name stay. What was
   * signed with the old ones before stands.
   */
  'keys.change': z.strictObject({ type: z.literal('keys.change'), party: partySlug, keys: RoleKeys }),
  /** No act under the present `seal` counts any more, from its receipt on. Signed by any key of the party, until its root names a new `seal`. */
  'keys.freeze': z.strictObject({ type: z.literal('keys.freeze'), party: partySlug }),
  /**
   * The last entry of a party's journal that is trusted of a `seal` that was frozen, said by its root. What that seal signed counts where it is
   * proved to stand there or before, and nowhere else. Said again, the last word holds.
   */
  'keys.trusted': z.strictObject({
    type: z.literal('keys.trusted'),
    party: partySlug,
    /** Its Ed25519 key, as the charter has it. */
    seal: z.string().max(64),
    lastTrusted: journalPlace,
  }),
  /**
   * The others say that somebody else has the party's root: it is suspended and its `seal` frozen, at once. `lastTrusted`: of that seal, until the
   * party's own root says otherwise.
   */
  'keys.compromised': z.strictObject({
    type: z.literal('keys.compromised'),
    party: partySlug,
    lastTrusted: journalPlace.exactOptional(),
  }),
  /**
   * The others give a party a new root, and other keys with it, as it told them out of band. They hold with the first entry 72 hours later or
   * after; where its root has objected, at once, and then all the others must have signed.
   */
  'keys.replace-root': z.strictObject({
    type: z.literal('keys.replace-root'),
    party: partySlug,
    keys: RoleKeys.refine(({ root }) => root !== undefined, 'a root'),
  }),
  /** The root that is to be replaced says that it is not lost. */
  'keys.object': z.strictObject({ type: z.literal('keys.object'), party: partySlug }),
  /** The party says with its new root that the keys which the others set are its own. */
  'keys.confirm': z.strictObject({ type: z.literal('keys.confirm'), party: partySlug }),
  /** Words of labels, all of them. None that is there goes, and levels keep their order: old labels must keep their meaning. */
  labels: z.strictObject({
    type: z.literal('labels'),
    levels: coalitionFacts.levels,
    categories: coalitionFacts.categories,
    handling: coalitionFacts.handling,
    purposes: coalitionFacts.purposes,
    secondOfficerFrom: coalitionFacts.secondOfficerFrom,
  }),
  /** Entered by the new depositary itself, right after `after`: what the old one entered beyond that falls out of the lane. */
  depositary: z.strictObject({ type: z.literal('depositary'), depositary: partySlug, after: actId }),
  procedure: z.strictObject({ type: z.literal('procedure'), procedure: Procedure }),
  /** A body as it is from now on; without `organ` it is no more. */
  organ: z.strictObject({ type: z.literal('organ'), name: slug, organ: Organ.exactOptional() }),
  witnesses: z.strictObject({
    type: z.literal('witnesses'),
    witnesses: WitnessRule,
    cadenceMs: coalitionFacts.cadenceMs.exactOptional(),
  }),
  quotas: z.strictObject({ type: z.literal('quotas'), quotas: Quotas, limits: Limits.exactOptional() }),
  'agreement.text': AdoptedText,
  'agreement.correction': TextCorrection,
} as const

export type ChangeType = keyof typeof changes
export const changeTypes: readonly string[] = Object.keys(changes)
export type ChangeOf<Type extends ChangeType> = z.infer<(typeof changes)[Type]>
export type Change = { [Type in ChangeType]: ChangeOf<Type> }[ChangeType]

const schemas: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>(Object.entries(changes))

/** A change of a type that this version knows; `undefined` for any other. */
export function readChange(change: { readonly type: string }): Change | undefined {
  const schema = schemas.get(change.type)
  return schema === undefined ? undefined : (schema.parse(change) as Change)
}

/** The form of a change: that of its type, or of an object that names an unknown one. */
export const AnyChange = z
  .looseObject({ type: z.string().regex(/^[a-z]+(?:[.-][a-z]+){0,3}$/u, 'type of a change') })
  .superRefine((change, context) => {
    const found = schemas.get(change.type)?.safeParse(change)
    if (found?.success !== false) return
    for (const { path, message } of found.error.issues) context.addIssue({ code: 'custom', path: [...path], message })
  })

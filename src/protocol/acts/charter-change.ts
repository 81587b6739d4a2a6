import { z } from 'zod'
import { Quotas } from './charter-facts.ts'
import { instant, partySlug, slug } from './field.ts'

/**
 * What a proposal may change, by `type`. Strict, unlike other bodies: a fact that one node enforces and another ignores would make two
 * coalitions of one. A type that this version does not know is let through the door and stops adoption where it is ordered.
 */
const changes = {
  /** What a party is from `from` on, and not before the entry; without it from the entry on. */
  'party.standing': z.strictObject({
    type: z.literal('party.standing'),
    party: partySlug,
    standing: slug,
    from: instant.exactOptional(),
  }),
  quotas: z.strictObject({ type: z.literal('quotas'), quotas: Quotas }),
} as const

export type ChangeType = keyof typeof changes
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

import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import { Clauses } from '#protocol/acts/agreement-clauses.ts'
import { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import { Track } from '#protocol/acts/agreement-track.ts'
import { Titles } from '#protocol/acts/charter-facts.ts'
import { slug } from '#protocol/acts/field.ts'
import type { Code } from '#protocol/codes.ts'

const twice = { code: 'custom', message: 'there are two of that name' } as const

/** The place of the first name that stood before. */
function repeated(names: readonly string[]): number | undefined {
  const seen = new Set<string>()
  const at = names.findIndex((name) => seen.size === seen.add(name).size)
  return at === -1 ? undefined : at
}

/** An agreement as a file: its final clauses, what was done about it and what the states expect. */
export const AgreementFacts = z
  .strictObject({
    name: slug,
    title: Titles,
    clauses: Clauses,
    events: z.array(AgreementEvent).max(4000),
    tracks: z.array(Track).max(256).default([]),
  })
  .superRefine(({ events, tracks }, context) => {
    const event = repeated(events.map(({ id }) => id))
    if (event !== undefined) context.addIssue({ ...twice, path: ['events', event, 'id'] })
    const track = repeated(tracks.map(({ party }) => party))
    if (track !== undefined) context.addIssue({ ...twice, path: ['tracks', track, 'party'] })
  })
export type AgreementFacts = z.infer<typeof AgreementFacts>

export const maxFactsBytes = 4_194_304

/** Reads a file of facts. Never throws for what it says; the refusal names the member. */
export function readAgreementFacts(bytes: Uint8Array): AgreementFacts | Refusal<Code> {
  const json = parseStrictJson(bytes, { maxBytes: maxFactsBytes, maxDepth: 16 })
  const rule = 'protocol 9: agreements'
  if (json.kind === 'finding') return refuse('not-strict-json', rule, { finding: json.code, at: json.at })
  const read = AgreementFacts.safeParse(json.value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const member = issue?.path.map(String).join('.') || 'file'
  return refuse('agreement-facts', rule, { member, why: issue?.message ?? '' })
}

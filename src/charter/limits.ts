import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Statement } from '#protocol/act/statement.ts'
import type { Code } from '#protocol/codes.ts'
import type { Charter } from './charter.ts'

/**
 * What an act may cost its reader, as the charter has it (protocol.md 10): asked before signing and on arrival, before a byte of a file is
 * fetched. `bytes`: of the statement as signed.
 */
export function beyondLimits(said: Statement, bytes: number, { limits }: Charter): Refusal<Code> | undefined {
  const rule = 'protocol 10: limits'
  const recipients = 'coalition' in said.audience ? 0 : said.audience.length
  const largest = Math.max(0, ...said.attachments.map((file) => file.bytes))
  if (bytes > limits.actBytes) return refuse('too-large', rule, { limit: limits.actBytes })
  if (largest > limits.attachmentBytes) return refuse('too-large', rule, { limit: limits.attachmentBytes })
  if (recipients > limits.recipients) return refuse('too-many', rule, { limit: limits.recipients })
  return said.refs.length > limits.refs ? refuse('too-many', rule, { limit: limits.refs }) : undefined
}

import type { Session } from '../session.ts'
import { shortInstant } from '../words.ts'

/** What is not found yet is said beside what is. */
export function tellLag(
  { out, say }: Pick<Session, 'out' | 'say'>,
  { lag, lagSince }: { readonly lag: number; readonly lagSince?: string | undefined },
): void {
  if (lag > 0) out.note(say('cli.search.lag', { lag, since: lagSince === undefined ? 'none' : shortInstant(lagSince) }))
}

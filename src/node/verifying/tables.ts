import { bool, instant, int, json, nullable, table, text } from '#platform/db/table.ts'
import type { Verified } from '../verify.ts'

/** `lost`: the process that verified has ended before it was done. */
export type RunState = 'running' | 'done' | 'stopped' | 'failed' | 'lost'

/** Verifications, each of one account. `beat_at`: when the process that verifies last said how far it is. */
export const runs = table(
  'verifying.run',
  'books',
  {
    run: text(),
    account: text(),
    arrived_from: nullable(instant()),
    arrived_until: nullable(instant()),
    state: text<RunState>(),
    /** Somebody wants it to end, whichever process verifies. */
    stopping: bool(),
    started_at: instant(),
    beat_at: instant(),
    /** Acts, entries, parcels and proofs so far, and of how many. */
    done: int(),
    whole: int(),
    bytes: int(),
    verdict: nullable(json<Verified & { readonly [member: string]: unknown }>()),
  },
  ['run'],
)

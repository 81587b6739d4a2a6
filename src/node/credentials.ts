import { Fault } from '#kernel/fault.ts'
import type { Reads } from '#platform/db/store.ts'
import { accounts, digestOf } from '#platform/http/account.ts'

/** Secrets that people and programs type first, and the letters that stand for a token in examples. */
const known = [
  'admin',
  'changeme',
  'password',
  'secret',
  'tamga',
  'token',
  ...['A', 'a', '0', 'x', 'B', 'b'].map(filled),
]

function filled(letter: string): string {
  return `tamga_${letter.repeat(43)}`
}

/** Faults if an account opens with a secret that stands in a document, an example or a list of first guesses. */
export async function refuseKnownCredentials(reads: Reads): Promise<void> {
  const digests = known.map(digestOf)
  const [open] = await reads.select(accounts, { where: { secret_sha256: { in: digests }, disabled: false }, limit: 1 })
  if (open !== undefined) throw new Fault('credential-known', { params: { account: open.name } })
}

import { encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { hmacSha256 } from '#protocol/suite/sha-256.ts'
import { insert, instant, remove, table, text } from '#platform/db/table.ts'
import { digestOf } from './account.ts'
import { ceremonyCookie, ceremonySecretOf, refuseForeignPage } from './session-cookie.ts'
import type { SessionPorts } from './sessions.ts'

/** What takes two steps at the door: a passkey's answer to a challenge, the way to the identity provider and back. */
export type CeremonyKind =
  | 'passkey-enter'
  | 'passkey-confirm'
  | 'passkey-add'
  | 'passkey-enrol'
  | 'identity-enter'
  | 'identity-confirm'

export const ceremonies = table(
  'books.ceremony',
  'books',
  { secret_sha256: text(), kind: text<CeremonyKind>(), account: text(), ends_at: instant() },
  ['secret_sha256'],
)

export const ceremonyMs = 5 * 60_000
/** Of all browsers together; beyond that the oldest gives way, so that whoever floods the door shuts it for nobody who is quick. */
const mostOpen = 10_000

/** 32 bytes that only the browser's secret gives, one for each purpose: challenge, state, nonce, verifier. */
export interface Ceremony {
  readonly account: string
  readonly word: (purpose: string) => Uint8Array<ArrayBuffer>
}

/** Opens one for an account, or (`''`) for whoever will turn out to be there. `cookie` goes to the browser that asks. */
export async function openCeremony(
  { store, clock, random, party }: SessionPorts,
  kind: CeremonyKind,
  account: string,
): Promise<Ceremony & { readonly cookie: string }> {
  const secret = random.bytes(32)
  const text = toBase64Url(secret)
  const at = clock.now()
  const row = { secret_sha256: digestOf(text), kind, account, ends_at: addMs(at, ceremonyMs) }
  await store.transaction(async (tx) => {
    await tx.apply([remove(ceremonies, { ends_at: { lte: at } })])
    const isFull = (await tx.count(ceremonies, {}, mostOpen)) >= mostOpen
    const oldest = isFull ? await tx.select(ceremonies, { order: ['ends_at', 'secret_sha256'], limit: 1 }) : []
    const gone = oldest.map(({ secret_sha256 }) => remove(ceremonies, { secret_sha256 }))
    await tx.apply([...gone, insert(ceremonies, row)])
  })
  return { account, word: wordOf(text), cookie: ceremonyCookie(party, text) }
}

/**
 * Takes the ceremony that this browser began, once: a second answer, a late one, one of another kind and one from another browser find
 * nothing.
 */
export async function takeCeremony(
  { store, clock, party }: Omit<SessionPorts, 'random'>,
  request: Request,
  ...kinds: readonly CeremonyKind[]
): Promise<(Ceremony & { readonly kind: CeremonyKind }) | Refusal<'ceremony-over' | 'foreign-page'>> {
  const foreign = refuseForeignPage(request)
  if (foreign !== undefined) return foreign
  const secret = ceremonySecretOf(request, party)
  if (secret === undefined) return over()
  const key = { secret_sha256: digestOf(secret) }
  const row = await store.find(ceremonies, key)
  const taken = remove(ceremonies, { ...key, kind: { in: kinds }, ends_at: { gt: clock.now() } })
  const [changed] = await store.transaction((tx) => tx.apply([taken]))
  if (row === undefined || changed !== 1) return over()
  return { kind: row.kind, account: row.account, word: wordOf(secret) }
}

const over = (): Refusal<'ceremony-over'> => refuse('ceremony-over', 'console: sign-in')

const wordOf =
  (secret: string): Ceremony['word'] =>
  (purpose) =>
    Uint8Array.from(hmacSha256(encodeUtf8(secret), encodeUtf8(`tamga door ${purpose}`)))

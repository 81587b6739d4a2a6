import type { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Transaction } from '#platform/db/store.ts'
import { keep, remove } from '#platform/db/table.ts'
import { accounts, digestOf } from '#platform/http/account.ts'
import { openCeremony, takeCeremony, type CeremonyKind } from '#platform/http/ceremonies.ts'
import { countUse, enrolments, mostPasskeys, passkeys, passkeysOf } from '#platform/http/passkeys.ts'
import { presentAccount } from '#platform/http/sessions.ts'
import type { NodePorts } from '../ports.ts'
import { relyingParty } from './relying-party.ts'
import type { Assertion, Registration } from './webauthn.ts'
import { creationOptions, readAssertion, readRegistration, refused, requestOptions } from './webauthn.ts'

/** A new passkey as the browser brings it; `link`: where an administrator's link allows it, the digest of its secret. */
interface Brought {
  readonly account: string
  readonly name: string
  readonly response: z.infer<typeof Registration>
  readonly link?: string
}

/** The steps of both ceremonies of WebAuthn over the node's books. */
export interface PasskeyDoor {
  /** Options for `navigator.credentials.create()`, with the cookie of what has begun. */
  offer(kind: CeremonyKind, account: string): Promise<Response | Refusal>
  /** Keeps a new passkey; answers its id. */
  add(request: Request, kind: CeremonyKind, brought: Brought): Promise<string | Refusal>
  /** Options for `navigator.credentials.get()`; without an account any passkey of this node may answer. */
  challenge(kind: CeremonyKind, account: string): Promise<Response | Refusal>
  /** Whose passkey has answered. */
  judge(request: Request, kind: CeremonyKind, response: z.infer<typeof Assertion>): Promise<string | Refusal>
}

export function passkeyDoor(ports: NodePorts): PasskeyDoor {
  const { store, party } = ports
  return {
    async offer(kind, account) {
      const rp = relyingParty(ports)
      if (isRefusal(rp)) return rp
      const had = await passkeysOf(store, account)
      if (had.length >= mostPasskeys) return full()
      const { word, cookie } = await openCeremony(ports, kind, account)
      const handle = handleOf(had, word)
      const options = await creationOptions({ rp, challenge: word('challenge') }, { party, account, handle, had })
      return answered(options, cookie)
    },
    async add(request, kind, { account, name, response, link }) {
      const rp = relyingParty(ports)
      if (isRefusal(rp)) return rp
      const begun = await takeCeremony(ports, request, kind)
      if (isRefusal(begun)) return begun
      if (begun.account !== account) return refused()
      const made = await readRegistration(response, { rp, challenge: begun.word('challenge') })
      if (isRefusal(made)) return made
      const id = digestOf(made.credential)
      const at = ports.clock.now()
      const handle = toBase64Url(handleOf(await passkeysOf(store, account), begun.word))
      const row = { ...made, id, account, name, handle, added_at: at, used_at: null }
      return store.transaction(async (tx) => (await refuseNew(tx, account, link)) ?? keeping(tx, row))
    },
    async challenge(kind, account) {
      const rp = relyingParty(ports)
      if (isRefusal(rp)) return rp
      const allowed = account === '' ? [] : await passkeysOf(store, account)
      if (account !== '' && allowed.length === 0) return refused()
      const { word, cookie } = await openCeremony(ports, kind, account)
      return answered(await requestOptions({ rp, challenge: word('challenge') }, allowed), cookie)
    },
    async judge(request, kind, response) {
      const rp = relyingParty(ports)
      if (isRefusal(rp)) return rp
      const begun = await takeCeremony(ports, request, kind)
      if (isRefusal(begun)) return begun
      const passkey = await store.find(passkeys, { id: digestOf(response.id) })
      const isWanted = passkey !== undefined && (begun.account === '' || begun.account === passkey.account)
      if (!isWanted) return refused()
      const counter = await readAssertion(response, { rp, challenge: begun.word('challenge'), passkey })
      if (isRefusal(counter)) return counter
      const present = await presentAccount(store, passkey.account)
      if (present === undefined || present.role === 'taxii') return refused()
      const use = { counter, at: ports.clock.now() }
      if (await store.transaction((tx) => countUse(tx, passkey, use))) return passkey.account
      ports.log({ level: 'warn', event: 'passkey-copied', account: passkey.account, passkey: passkey.id })
      return refuse('passkey-copied', 'console: passkeys', { name: passkey.name })
    },
  }
}

const full = (): Refusal<'passkeys-full'> => refuse('passkeys-full', 'console: passkeys', { most: mostPasskeys })

/** What the device calls the account: the same for all of its passkeys, so that a device keeps one. */
const handleOf = (
  had: readonly { readonly handle: string }[],
  word: (purpose: string) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> => {
  const known = had[0] === undefined ? undefined : fromBase64Url(had[0].handle)
  return known === undefined ? word('handle') : Uint8Array.from(known)
}

/** Whether the account may have one more, in the transaction that keeps it. A link is used up with it. */
async function refuseNew(tx: Transaction, account: string, link: string | undefined): Promise<Refusal | undefined> {
  const locked = await tx.lock(accounts, { name: account })
  if (locked === undefined || locked.disabled) return refused()
  if ((await tx.count(passkeys, { account }, mostPasskeys)) >= mostPasskeys) return full()
  if (link === undefined) return undefined
  const [used] = await tx.apply([remove(enrolments, { account, secret_sha256: link })])
  return used === 1 ? undefined : refuse('enrolment-over', 'console: enrolment')
}

async function keeping(
  tx: Transaction,
  row: Parameters<typeof keep<typeof passkeys>>[1],
): Promise<string | Refusal<'passkey-exists'>> {
  const [kept] = await tx.apply([keep(passkeys, row)])
  return kept === 1 ? row.id : refuse('passkey-exists', 'console: passkeys')
}

function answered(options: Readonly<Record<string, unknown>>, cookie: string): Response {
  return Response.json({ options }, { headers: { 'set-cookie': cookie } })
}

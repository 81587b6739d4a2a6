import { z } from 'zod'
import { decodeUtf8, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Random } from '#kernel/ports.ts'
import { keyRoles, keySuites } from '#protocol/identity/keys.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { PartySeeds } from '#protocol/identity/seeds.ts'
import { seedBytes } from '#protocol/identity/seeds.ts'
import { suites } from '#protocol/suite/table.ts'
import { cost, keyFromPassphrase } from './passphrase-key.ts'

const cipher = suites['aes-256-gcm']

const saltBytes = 32

const text = z.string().max(100_000)
const header = { format: z.literal('tamga-keys/1'), party: text }
const Sealed = z.strictObject({
  ...header,
  cipher: z.literal('scrypt-aes-256-gcm'),
  log2n: z.int().min(14).max(20),
  r: z.literal(cost.r),
  p: z.literal(cost.p),
  salt: text,
  nonce: text,
  sealed: text,
})
const Plain = z.strictObject({ ...header, cipher: z.literal('none'), seeds: z.record(text, z.record(text, text)) })

/** A key file: the party's seeds, sealed under a passphrase, or plain in a demonstration. */
const KeyFile = z.discriminatedUnion('cipher', [Sealed, Plain])
type Sealed = z.infer<typeof Sealed>

/** What a key file is protected with. `plain` is for demonstrations. */
export type Protection = { readonly kind: 'passphrase'; readonly passphrase: Uint8Array } | { readonly kind: 'plain' }

/** Secrets of one party, of some roles or all. */
export interface HeldSeeds {
  readonly party: Party
  readonly seeds: Partial<PartySeeds>
}

/** The text of a key file. */
export async function writeSeeds(held: HeldSeeds, protection: Protection, random: Random): Promise<string> {
  const seeds = seedTexts(held.seeds)
  const start = { format: 'tamga-keys/1', party: held.party } as const
  if (protection.kind === 'plain') return toText({ ...start, cipher: 'none', seeds })
  const [salt, nonce] = [random.bytes(saltBytes), random.bytes(cipher.nonceBytes)]
  const head = { ...start, cipher: 'scrypt-aes-256-gcm', ...cost, salt: toBase64Url(salt), nonce: toBase64Url(nonce) }
  const key = await keyFromPassphrase(protection.passphrase, salt, cost.log2n)
  const sealed = cipher.encrypt({ key, nonce, aad: aadOf(head) }, encodeUtf8(JSON.stringify(seeds)))
  key.fill(0)
  return toText({ ...head, sealed: toBase64Url(sealed) })
}

/**
 * Reads a key file. Faults: `keyring-damaged` for anything that is no key file, `keyring-passphrase` when it does not
 * open, `keyring-plain` when it is plain and only sealed ones are allowed (or the other way about).
 */
export async function readSeeds(content: Uint8Array, protection: Protection): Promise<HeldSeeds> {
  const file = parse(KeyFile, decodeUtf8(content))
  const party = parseParty(file.party)
  if (party === undefined) throw new Fault('keyring-damaged')
  if ((file.cipher === 'none') !== (protection.kind === 'plain')) throw new Fault('keyring-plain')
  if (file.cipher === 'none') return { party, seeds: seedsOf(file.seeds) }
  const passphrase = protection.kind === 'passphrase' ? protection.passphrase : new Uint8Array()
  const opened = await open(file, passphrase)
  if (opened === undefined) throw new Fault('keyring-passphrase')
  return { party, seeds: seedsOf(parse(Plain.shape.seeds, decodeUtf8(opened))) }
}

async function open(file: Sealed, passphrase: Uint8Array): Promise<Uint8Array | undefined> {
  const { sealed, ...head } = file
  const nonce = bytesOf(file.nonce, cipher.nonceBytes)
  const key = await keyFromPassphrase(passphrase, bytesOf(file.salt, saltBytes), file.log2n)
  const opened = cipher.decrypt({ key, nonce, aad: aadOf(head) }, bytesOf(sealed))
  key.fill(0)
  return opened
}

/** Everything of the file but what is sealed, so that no parameter can be exchanged. */
function aadOf(head: Readonly<Record<string, unknown>>): Uint8Array {
  return encodeUtf8(JSON.stringify(Object.entries(head).toSorted(([one], [other]) => (one < other ? -1 : 1))))
}

function seedTexts(seeds: Partial<PartySeeds>): Record<string, Record<string, string>> {
  return Object.fromEntries(
    keyRoles.flatMap((role) => {
      const entries = Object.entries<Uint8Array>({ ...seeds[role] })
      return entries.length === 0
        ? []
        : [[role, Object.fromEntries(entries.map(([suite, seed]) => [suite, toBase64Url(seed)] as const))]]
    }),
  )
}

function seedsOf(texts: Readonly<Record<string, Readonly<Record<string, string>>>>): Partial<PartySeeds> {
  const roles = keyRoles
    .filter((role) => texts[role] !== undefined)
    .map((role) => [
      role,
      Object.fromEntries(keySuites[role].map((suite) => [suite, bytesOf(texts[role]?.[suite] ?? '', seedBytes)])),
    ])
  if (roles.length === 0) throw new Fault('keyring-damaged')
  return Object.fromEntries(roles) as Partial<PartySeeds>
}

function bytesOf(value: string, length?: number): Uint8Array {
  const bytes = fromBase64Url(value)
  if (bytes === undefined || (length !== undefined && bytes.length !== length)) throw new Fault('keyring-damaged')
  return bytes
}

function parse<Shape>(schema: z.ZodType<Shape>, content: string | undefined): Shape {
  try {
    return schema.parse(JSON.parse(content ?? ''))
  } catch (cause) {
    throw new Fault('keyring-damaged', { cause })
  }
}

const toText = (file: unknown): string => `${JSON.stringify(file, undefined, 2)}\n`

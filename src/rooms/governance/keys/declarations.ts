import { z } from 'zod'
import { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import { nodeUrl } from '#protocol/acts/charter-genesis.ts'
import { instant, partySlug, words } from '#protocol/acts/field.ts'
import { keyRoles } from '#protocol/identity/keys.ts'
import type { Declaration } from '#platform/http/declaration.ts'

const Key = z.object({
  party: z.string(),
  role: z.enum(keyRoles),
  words: z.string(),
  ids: z.array(z.string()),
  keys: z.record(z.string(), z.string()),
  from: z.object({ entry: z.string(), number: z.int(), at: z.string() }),
  until: z.object({ entry: z.string(), number: z.int(), at: z.string() }).optional(),
  state: z.enum(['valid', 'replaced', 'frozen', 'unconfirmed']),
  frozen: z.boolean().optional(),
  lastTrusted: z.object({ epoch: z.int(), entry: z.int(), named: z.looseObject({ number: z.int() }) }).optional(),
})

export const list = {
  method: 'GET',
  path: '/api/v1/charter/keys',
  action: 'charter.read',
  summary:
    'The keys of the parties, each with the entry of the charter from which it is valid; of one party those that were replaced too.',
  query: z.strictObject({ party: partySlug.optional() }),
  answer: z.object({ items: z.array(Key) }),
} as const satisfies Declaration

const Envelope = z.looseObject({ payload: z.string(), payloadType: z.string() })

export const lastEntry = {
  method: 'GET',
  path: '/api/v1/charter/keys/last-entry',
  action: 'charter.read',
  summary:
    'The last entry of a party’s journal that holds an act which this node had by a moment: what to name as last trusted. Told to those who may name it: of this party with `keys.manage`, of another with `charter.propose` and a clearance that hides nothing.',
  query: z.strictObject({ party: partySlug, before: instant }),
  answer: z.object({ party: z.string(), epoch: z.int(), entry: z.int() }),
} as const satisfies Declaration

export const change = {
  method: 'POST',
  path: '/api/v1/keys/changes',
  action: 'keys.manage',
  summary:
    'Draw new keys of this party and propose them to all. They are used once its root has signed and the depositary has entered it.',
  body: z.strictObject({
    roles: z.array(z.enum(keyRoles)).max(keyRoles.length),
    root: z.strictObject({ ed25519: z.string(), 'ml-dsa-44': z.string() }).optional(),
    reason: words(2000).optional(),
  }),
  answer: z.object({
    act: z.string(),
    envelope: Envelope,
    keys: z.array(z.object({ role: z.string(), words: z.string() })),
  }),
  statuses: [201],
} as const satisfies Declaration

export const comeBack = {
  method: 'POST',
  path: '/api/v1/keys/returns',
  action: 'keys.manage',
  summary:
    'Of a party that has left: draw new keys for everything but root, and say the request to come back with them. Its new root signs it where that lies.',
  body: z.strictObject({
    root: z.strictObject({ ed25519: z.string(), 'ml-dsa-44': z.string() }),
    url: nodeUrl.optional(),
  }),
  answer: z.object({ request: z.looseObject({ party: z.string() }) }),
  statuses: [201],
} as const satisfies Declaration

export const freeze = {
  method: 'POST',
  path: '/api/v1/keys/freeze',
  action: 'keys.manage',
  summary: 'Freeze the seal of this party at once, here and wherever this arrives, until its root names a new one.',
  body: z.strictObject({ reason: words(2000).optional() }),
  answer: z.object({ act: z.string(), proposal: z.string() }),
  statuses: [201],
} as const satisfies Declaration

export const word = {
  method: 'POST',
  path: '/api/v1/keys/words',
  action: 'keys.manage',
  summary:
    'What this party says of its own keys: that its root is not lost (`keys.object`), that the keys which others set are its own (`keys.confirm`), or up to which entry of its journal a frozen seal is trusted (`keys.trusted`). It counts once its root has signed.',
  body: z.strictObject({
    type: z.enum(['keys.object', 'keys.confirm', 'keys.trusted']),
    /** The frozen seal's Ed25519 key, and the entry; of `keys.trusted` alone. */
    seal: z.string().optional(),
    lastTrusted: z.strictObject({ epoch: z.int(), entry: z.int() }).optional(),
    reason: words(2000).optional(),
  }),
  answer: z.object({ act: z.string(), envelope: Envelope }),
  statuses: [201],
} as const satisfies Declaration

export const sign = {
  method: 'POST',
  path: '/api/v1/keys/changes/:act/signatures',
  action: 'keys.manage',
  summary:
    'Signatures of this party’s root over a change of its own keys, made where the root key is and brought here.',
  body: z.strictObject({ signatures: RootSignatures }),
  answer: z.object({ act: z.string(), consents: z.looseObject({ needed: z.int() }) }),
  statuses: [201],
} as const satisfies Declaration

import { z } from 'zod'
import { instant, partySlug } from './field.ts'

/** The ways in which a party consents to be bound (VCLT 11), with the letter that a status table shows behind the date. */
export const consentKinds = {
  'definitive-signature': 's',
  ratification: '',
  acceptance: 'A',
  approval: 'AA',
  accession: 'a',
  succession: 'd',
  /** Of an organisation, in place of ratification. */
  'formal-confirmation': 'c',
  /** That the procedures at home are completed, where the agreement asks for no instrument. */
  notification: 'n',
} as const satisfies Record<string, string>

export type ConsentKind = keyof typeof consentKinds
const consentNames = Object.keys(consentKinds) as readonly ConsentKind[]
export const consentKind = z.enum(consentNames)

/**
 * Time that runs from a day: first whole months (31 January and one month is the last of February), then days, then the first day of
 * the k-th month after. The day itself does not count: `{"days":30}` is the thirtieth day following. `{}` is at once.
 */
export const Delay = z.strictObject({
  months: z.int().min(0).max(1200).exactOptional(),
  days: z.int().min(0).max(36_600).exactOptional(),
  monthStart: z.int().min(1).max(120).exactOptional(),
})
export type Delay = z.infer<typeof Delay>

const parties = z.array(partySlug).min(1).max(256)

/** So many consents, of these kinds and of these parties where they are named; `all`: of every party named. */
export const EntryCondition = z
  .strictObject({
    count: z.union([z.literal('all'), z.int().min(1).max(256)]),
    kinds: z.array(consentKind).min(1).exactOptional(),
    of: parties.exactOptional(),
  })
  .refine(({ count, of }) => count !== 'all' || of !== undefined, 'of: whoever must consent is named')
export type EntryCondition = z.infer<typeof EntryCondition>

/** Number of an article as the text writes it: `9`, `9bis`, `XII`. */
export const articleNumber = z.string().regex(/^[0-9A-Za-z]{1,12}$/u, 'number of an article')
const articles = z.array(articleNumber).min(1).max(512)

const Reservations = z.strictObject({
  /** VCLT 19: which articles may be reserved. */
  allowed: z.union([z.enum(['all', 'none']), z.strictObject({ only: articles }), z.strictObject({ but: articles })]),
  /**
   * VCLT 20: by each party for itself, by all before it counts (20(2): of an agreement whose application as a whole is essential), by nobody
   * since the text authorises them, or by an organ.
   */
  acceptance: z.union([z.enum(['each', 'all', 'not-needed']), z.strictObject({ organ: partySlug })]).default('each'),
  /**
   * Where each accepts for itself, from when an instrument with a reservation counts: its deposit, as depositaries have it, or its first
   * acceptance by another contracting party (20(4)(c)).
   */
  counts: z.enum(['from-deposit', 'from-first-acceptance']).default('from-deposit'),
})

/**
 * What the law of one agreement needs of its final clauses. Where a clause is silent, the Vienna Convention on the Law of Treaties
 * speaks.
 */
export const Clauses = z.strictObject({
  /**
   * Where the depositary's day begins, as a difference from UTC. A number and no zone: time zone tables differ from node to node, and
   * equal facts must give equal days.
   */
  utcOffset: z.string().regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/u, 'difference from UTC such as +08:00'),
  /** Who may become a party. */
  openTo: z.union([z.literal('all'), parties]).default('all'),
  /** Whether full powers must lie with the depositary before a signature (VCLT 7). */
  fullPowers: z.boolean().default(false),
  /** `until` is the first moment at which it is closed. Absent: it is not signed. */
  signature: z.strictObject({ from: instant.exactOptional(), until: instant.exactOptional() }).exactOptional(),
  consents: z.array(consentKind).min(1),
  /** Kinds of consent that need no signature before. */
  withoutSignature: z
    .array(consentKind)
    .default(['definitive-signature', 'accession', 'succession', 'formal-confirmation']),
  accessionOpens: z.enum(['at-once', 'when-signature-closes', 'when-in-force']).default('at-once'),
  entry: z.strictObject({
    conditions: z.array(EntryCondition).min(1).max(8),
    delay: Delay,
    notBefore: instant.exactOptional(),
  }),
  /** For each party that consents after the conditions were met. */
  later: Delay,
  provisional: z.enum(['none', 'signatories', 'all']).default('none'),
  reservations: Reservations.prefault({ allowed: 'all' }),
  /** VCLT 56: none, unless the text provides for it. `notWithinMonths` of the entry into force. */
  denunciation: z
    .union([
      z.literal('none'),
      z.strictObject({ notice: Delay, notWithinMonths: z.int().min(1).max(1200).exactOptional() }),
    ])
    .default('none'),
  /** VCLT 57: by one party with notice, or otherwise only by consent of all. */
  suspension: z.union([z.literal('by-all'), z.strictObject({ notice: Delay })]).default('by-all'),
  /**
   * How long it lasts from its entry into force; with `renewedMonths` it goes on for such periods and a party leaves at the end of one.
   */
  duration: z
    .strictObject({ months: z.int().min(1).max(12_000), renewedMonths: z.int().min(1).max(1200).exactOptional() })
    .exactOptional(),
  /** It ends when fewer are bound; without it, it does not (VCLT 55). */
  leastParties: z.int().min(2).max(256).exactOptional(),
})
export type Clauses = z.infer<typeof Clauses>

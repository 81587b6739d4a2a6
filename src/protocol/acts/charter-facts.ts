import { z } from 'zod'
import { Clauses } from './agreement-clauses.ts'
import { AgreementEvent } from './agreement-deed.ts'
import { instant, partySlug, slug, words } from './field.ts'
import { capWords } from '#protocol/cap/words.ts'
import { rights } from './right.ts'

/** BCP 47 tag, lower-case language first: `en`, `ru`, `zh`, `sr-Latn`. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/u, 'language tag')

/** A text per language of the coalition; which languages must be there is checked against the coalition's list. */
export const Titles = z.record(languageTag, words(300))
export type Titles = z.infer<typeof Titles>

/** `from` is inside, `until` is not; without `until` the term is open. */
const term = { from: instant, until: instant.exactOptional() }

/** Something with a name in the record and a title for people: a level, a category, a purpose. */
export const Named = z.strictObject({ name: slug, title: Titles })
export type Named = z.infer<typeof Named>

/** A handling code as it stands in labels: `TLP:AMBER`, `H2`. */
export const HandlingCode = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9:+-]{0,38}[A-Za-z0-9])?$/u, 'handling code'),
  title: Titles,
})

/** The time in which something is there at all; open where a side is absent. */
const life = { from: instant.exactOptional(), until: instant.exactOptional() }

/** A standing and its row of the rights matrix. One that is given up stays, with its end, for the terms that rest on it. */
export const StandingRow = z.strictObject({
  name: slug,
  title: Titles,
  rights: z.array(z.enum(rights)).max(16),
  ...life,
})
export type StandingRow = z.infer<typeof StandingRow>

/** What a party is in the coalition from one date to another. Terms of one party do not overlap. */
export const StandingTerm = z.strictObject({ standing: slug, ...term })
export type StandingTerm = z.infer<typeof StandingTerm>

/** A party for which an agreement is in force, and when. */
export const InForce = z.strictObject({ party: partySlug, ...term })
export type InForce = z.infer<typeof InForce>

/** Personal data under an agreement: not at all, or for these purposes and kept at most so many days. */
export const PersonalDataRule = z.union([
  z.literal('none'),
  z.strictObject({ purposes: z.array(slug).min(1).max(64), maxDays: z.int().min(1).max(1827) }),
])
export type PersonalDataRule = z.infer<typeof PersonalDataRule>

/** The machine part of an agreement (protocol.md 9). `all`: whatever categories or purposes the coalition has or gets. */
export const Agreement = z.strictObject({
  name: slug,
  title: Titles,
  categories: z.union([z.literal('all'), z.array(slug).min(1).max(256)]),
  purposes: z.union([z.literal('all'), z.array(slug).min(1).max(64)]),
  /** The highest level it covers. */
  ceiling: slug,
  /** Standings that author and recipient may have. */
  reaches: z.array(slug).min(1).max(32),
  personalData: PersonalDataRule,
  /** When and where its text was adopted or opened for signature. */
  concluded: z.strictObject({ on: instant, at: Titles }).exactOptional(),
  /** When it entered into force at all; the gate asks for whom, which `parties` says. */
  inForceSince: instant.exactOptional(),
  /** In force for whom and when, never derived from a list of parties. */
  parties: z.array(InForce).max(256),
  /** What was done about it before the founding, as far as that is known: dated facts. */
  actions: z.array(AgreementEvent).max(1000).exactOptional(),
  /** Its final clauses; with them, from when until when it binds whom is worked out from `actions`, and goes on by actions in the lane. */
  clauses: Clauses.exactOptional(),
})
export type Agreement = z.infer<typeof Agreement>

/**
 * What an organ may do. A closed list of the code; which organ has which is charter data. `decide`: adopts decisions. `propose`: puts
 * items and drafts before those who decide. `advise`: gives opinions. `administer`: keeps records, calls sessions, carries out.
 */
const organRights = ['decide', 'propose', 'advise', 'administer'] as const

/** A body of the coalition; with `party` it has a node of its own. */
export const Organ = z.strictObject({
  name: slug,
  title: Titles,
  mandate: Titles,
  party: partySlug.exactOptional(),
  rights: z.array(z.enum(organRights)).max(16).exactOptional(),
  /** Standings whose parties sit in it. */
  seats: z.array(slug).max(32).exactOptional(),
  ...life,
})
export type Organ = z.infer<typeof Organ>

/**
 * The rules of procedure. `changes`: per type of change of the charter whether all who govern must countersign it; a type that is not
 * named takes the threshold (protocol.md 8). `standings`: the same for whoever is to have that standing, admitted or promoted. The rest is what organs decide by: how, whether a member may put its opinion beside a
 * decision that it does not stop, and whether it may stay out of a project that it is not interested in; where a member is absent, it is not provided for.
 */
export const Procedure = z.strictObject({
  changes: z.record(z.string().regex(/^[a-z]+(?:[.-][a-z]+){0,3}$/u, 'type of a change'), z.enum(['threshold', 'all'])),
  standings: z.record(slug, z.enum(['threshold', 'all'])).exactOptional(),
  /** How long the depositary may take to enter what has its signatures; a day without it. */
  enterWithinMs: z
    .int()
    .min(1000)
    .max(7 * 86_400_000)
    .exactOptional(),
  decisions: z.enum(['consensus', 'two-thirds', 'majority']),
  opinions: z.literal(true).exactOptional(),
  optingOut: z.literal(true).exactOptional(),
})
export type Procedure = z.infer<typeof Procedure>

/** A party that has a standing and no node yet: known by name, with nothing sent to it or taken from it. */
export const RecordedParty = z.strictObject({
  party: partySlug,
  name: Titles,
  standings: z.array(StandingTerm).min(1).max(64),
})
export type RecordedParty = z.infer<typeof RecordedParty>

const answerTime = z
  .int()
  .min(60_000)
  .max(30 * 86_400_000)

/** Who is turned to one after another once an answer is late; `afterMs`: from the moment it was due. */
export const Ladder = z
  .array(
    z.strictObject({
      step: slug,
      afterMs: z
        .int()
        .min(0)
        .max(30 * 86_400_000),
    }),
  )
  .max(8)
  .refine((rungs) => rungs.every((rung, at) => rung.afterMs >= (rungs[at - 1]?.afterMs ?? 0)), 'rungs in order of time')
export type Ladder = z.infer<typeof Ladder>

/** By when addressees answer an alert, by its urgency (CAP 1.2, 3.2.2), and who is turned to one after another once that is past. */
export const AlertPolicy = z.strictObject({
  answerWithinMs: z.strictObject({
    Immediate: answerTime,
    Expected: answerTime,
    Future: answerTime,
    Past: answerTime,
    Unknown: answerTime,
  }),
  ladder: Ladder,
})
export type AlertPolicy = z.infer<typeof AlertPolicy>

/** What a first warning of one topic says, so that nobody has to compose it: a block per language, under the coalition's own category. */
export const AlertTemplate = z.strictObject({
  name: slug,
  title: Titles,
  category: slug,
  /** Words of CAP 1.2, 3.2.2. */
  cap: z.array(z.enum(capWords.category)).min(1).max(4),
  urgency: z.enum(capWords.urgency),
  severity: z.enum(capWords.severity),
  certainty: z.enum(capWords.certainty),
  response: z.array(z.enum(capWords.responseType)).min(1).max(4).exactOptional(),
  texts: z.record(
    languageTag,
    z.strictObject({ event: words(100), headline: words(160), instruction: words(1000).exactOptional() }),
  ),
})
export type AlertTemplate = z.infer<typeof AlertTemplate>

/** What one party may cost another in an hour; beyond it is deferred, never refused (protocol.md 7). */
export const Quotas = z.strictObject({
  actsPerHour: z.int().min(1),
  bytesPerHour: z.int().min(1),
  verificationsPerHour: z.int().min(1),
})
export type Quotas = z.infer<typeof Quotas>

/** protocol.md 10. */
export const Limits = z.strictObject({
  actBytes: z.int().min(1024).max(262_144),
  refs: z.int().min(1).max(64),
  recipients: z.int().min(1).max(64),
  parcelsPerRequest: z.int().min(1).max(256),
  requestBytes: z.int().min(65_536).max(8_388_608),
  attachmentBytes: z.int().min(1024),
})

/** Who of those with the right to witness cosigns the journals of others. */
export const WitnessRule = z.union([z.literal('all'), z.array(partySlug).min(1).max(64)])
export type WitnessRule = z.infer<typeof WitnessRule>

/** Members of a coalition's founding that a profile file and the genesis body share. */
export const coalitionFacts = {
  /** First label of every journal's origin. */
  name: slug,
  title: Titles,
  /** The first is the one that stands where a text lacks another. */
  languages: z.array(languageTag).min(1).max(32),
  standings: z.array(StandingRow).min(1).max(32),
  /** Lowest first. */
  levels: z.array(Named).min(1).max(32),
  categories: z.array(Named).min(1).max(256),
  handling: z.array(HandlingCode).max(64),
  purposes: z.array(Named).min(1).max(64),
  /** Content at this level or above needs two officers. */
  secondOfficerFrom: slug,
  agreements: z.array(Agreement).max(512),
  organs: z.array(Organ).max(64),
  /** Without it every change takes the threshold, and organs decide by consensus. */
  procedure: Procedure.exactOptional(),
  /** Without it the usual times hold. */
  alerts: AlertPolicy.exactOptional(),
  /** Of requests for information; without it the usual ladder holds. */
  requests: z.strictObject({ ladder: Ladder }).exactOptional(),
  alertTemplates: z.array(AlertTemplate).max(32).exactOptional(),
  depositary: partySlug,
  /** Every journal's checkpoint cadence. */
  cadenceMs: z.int().min(100).max(600_000),
  quotas: Quotas,
  limits: Limits,
  witnesses: WitnessRule.exactOptional(),
}

import type { Instant } from '#kernel/instant.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type {
  ConsultationEndName,
  ConsultationMessage,
  ConsultationReplyName,
  ConsultationRequest,
} from '#protocol/acts/consultation.ts'
import type { OnwardOutcome, OnwardPassing, OnwardRequest } from '#protocol/acts/onward.ts'
import type { RfiAnswer, RfiEndName, RfiRequest, RfiStepName } from '#protocol/acts/rfi.ts'
import type { Party } from '#protocol/identity/party.ts'
import { instant, int, json, nullable, table, text, texts, type Change } from '#platform/db/table.ts'
import { awaitIndexing, type ToIndex } from '#platform/search/waiting.ts'
import type { Wished } from './wished.ts'

/** Requests for information that we made, or that were made to us. */
export const requests = table(
  'consultation.request',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    audience: texts<Party>(),
    level: text(),
    category: text(),
    at: instant(),
    request: json<RfiRequest & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** What is put to participants of a consultation to agree to. */
export type PaperPart = 'minutes' | 'referral'

/** What was said of a consultation: how an invited state replies, the time that is proposed next, a text to agree to, who agrees, the end. */
export type ConsultationPart = ConsultationReplyName | ConsultationEndName | PaperPart | 'times' | 'assents'

/** What was said of a request: how far a party that is asked has come, a clarification asked for or given, the end. */
export type RfiPart = RfiStepName | RfiEndName | OnwardOutcome | 'asks' | 'clarifies'

/** What the body of a word has, of whichever part. */
export interface RfiSaid {
  readonly ground?: string
  readonly note?: string
  readonly text?: string
  readonly reason?: string
  readonly answers?: ActId
  readonly heardAt?: string
  readonly to?: readonly string[]
  readonly until?: string
  readonly revision?: number
  readonly meetsAt?: string
  readonly zone?: string
  readonly digest?: string
  readonly parties?: readonly Party[]
  readonly heldAt?: string
  readonly outcome?: string
  readonly organ?: string
  readonly paper?: ActId
}

/**
 * Names whose word it is, of what, which and to whom, under which label. By it as many rows of each are read as count, whoever else speaks of
 * the same without end.
 */
export const spokenBy = (...names: readonly string[]): string => names.join(' ')

/** What parties say of requests and of consultations, under the label of these. */
export const words = table(
  'consultation.word',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    /** `spokenBy(about, author, level, category, part, to)` */
    word: text(),
    about: text<ActId>(),
    author: text<Party>(),
    part: text<RfiPart | ConsultationPart>(),
    body: json<RfiSaid & Readonly<Record<string, unknown>>>(),
    at: instant(),
    arrived_at: instant(),
  },
  ['act'],
)

/** Answers, each under a label of its own. */
export const answers = table(
  'consultation.answer',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    /** `spokenBy(about, author)` */
    word: text(),
    about: text<ActId>(),
    author: text<Party>(),
    level: text(),
    category: text(),
    at: instant(),
    answer: json<RfiAnswer & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** That an answer of `owner` may be passed on is asked for by who was given it. */
export const onwards = table(
  'consultation.onward',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    owner: text<Party>(),
    answer: text<ActId>(),
    level: text(),
    category: text(),
    at: instant(),
    onward: json<OnwardRequest & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** Answers that were passed on. */
export const passings = table(
  'consultation.passing',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    /** `spokenBy(answer, author)` */
    word: text(),
    author: text<Party>(),
    audience: texts<Party>(),
    level: text(),
    category: text(),
    at: instant(),
    passing: json<OnwardPassing & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** Consultations that we asked for, or to which we were invited. */
export const consultations = table(
  'consultation.consultation',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    audience: texts<Party>(),
    level: text(),
    category: text(),
    at: instant(),
    request: json<ConsultationRequest & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** What participants of consultations write to one another, each under a label of its own. */
export const messages = table(
  'consultation.message',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    /** `spokenBy(about, author)` */
    word: text(),
    about: text<ActId>(),
    author: text<Party>(),
    audience: texts<Party>(),
    level: text(),
    category: text(),
    at: instant(),
    message: json<ConsultationMessage & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** What waits for national approval. Once approved the row names the act. */
export const drafts = table(
  'consultation.draft',
  'books',
  {
    draft: text(),
    account: text(),
    desk: text<Desk>(),
    at: instant(),
    level: text(),
    category: text(),
    title: text(),
    wished: json<Wished>(),
    act: nullable(text<ActId>()),
  },
  ['draft'],
)

/** Has a row's act indexed, under the row's label. */
export function awaitingIndexing(row: Omit<ToIndex, 'source' | 'arrivedAt'>, arrivedAt: Instant): readonly Change[] {
  const { act, author, arrival, at, level, category } = row
  return awaitIndexing({ act, author, source: 'consultation', arrival, at, arrivedAt, level, category })
}

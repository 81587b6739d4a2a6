import { actsNamed, AgreementAction } from './agreement-action.ts'
import { actsCited, AgreementClosed, AgreementDigest } from './agreement-closed.ts'
import { AgreementDraft, AgreementPosition } from './agreement-draft.ts'
import { AgreementProgress } from './agreement-progress.ts'
import { AlertAnswer } from './alert-answer.ts'
import { AlertMessage } from './alert-message.ts'
import { AlertSeen } from './alert-seen.ts'
import { CharterCountersignature } from './charter-countersignature.ts'
import { CharterEntry } from './charter-entry.ts'
import { CharterGenesis } from './charter-genesis.ts'
import { CharterProposal } from './charter-proposal.ts'
import { ExchangeAcknowledge } from './exchange-acknowledge.ts'
import { ExchangeOpinion } from './exchange-opinion.ts'
import { ExchangeRecall } from './exchange-recall.ts'
import { ExchangeShare } from './exchange-share.ts'
import { ExchangeSighting } from './exchange-sighting.ts'
import { TransportReceipt } from './transport-receipt.ts'
import type { z } from 'zod'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Right } from './right.ts'

/** Everything that varies by kind (protocol.md 4). Code below this table never asks which kind an act is. */
export interface KindRow<Schema extends z.ZodType = z.ZodType> {
  /** The body. Unknown members are ignored, so that a newer node may add optional ones. */
  readonly schema: Schema
  /** Folder of rooms/ (or floor) that projects it. */
  readonly room: string
  /** `record`: no review date, never recalled. `content`: review date, can be recalled and erased. */
  readonly class: 'record' | 'content'
  /** Right that the author's standing must give. */
  readonly author: Right
  /** Right that every addressee's standing must give; `any` party otherwise. */
  readonly addressee: Right | 'any'
  /** Key role that signs real traffic; exercise traffic is signed by `exercise`. */
  readonly signs: 'root' | 'seal'
  /** `machine`: no officer. `one`: a desk answers for it. `by-label`: two from the charter's level of the second officer. */
  readonly officers: 'machine' | 'one' | 'by-label'
  /** `urgent` goes ahead of any backlog. */
  readonly urgency: 'routine' | 'urgent'
  /** Whether an agreement in force for author and addressee must cover the label. */
  readonly needsBasis: boolean
  /** Passes whatever has happened to basis, quota, keys or standing since (protocol.md 7). */
  readonly passesChanges: boolean
  /** Whether it counts only if witnessed and receipted before a deadline. */
  readonly deadline: boolean
  /** How long ago, at most, the depositary's head may have been seen when it is signed. */
  readonly charterAgeMs: number | 'any'
  /** Whether the addressee's node answers with a receipt. */
  readonly receipted: boolean
  readonly erasable: boolean
  /** Whether it says that a person at the author's has taken note of the act it cites. */
  readonly acknowledges: boolean
  /** `either`: may also travel as exercise traffic. */
  readonly payload: 'act' | 'either'
  readonly audience: 'parties' | 'coalition'
  readonly attachments: { readonly min: number; readonly max: number }
  /** Acts that the body names; each must stand in `refs`. */
  readonly cites: (body: z.infer<Schema>) => readonly ActId[]
}

const [hourMs, dayMs] = [3_600_000, 86_400_000]

/** A statement about an act, made by a person, that needs no agreement of its own. */
const record = {
  class: 'record',
  addressee: 'any',
  signs: 'seal',
  officers: 'one',
  urgency: 'routine',
  needsBasis: false,
  passesChanges: false,
  deadline: false,
  charterAgeMs: 'any',
  receipted: true,
  erasable: false,
  acknowledges: false,
  payload: 'either',
  audience: 'parties',
  attachments: { min: 0, max: 0 },
} as const

const content = {
  ...record,
  class: 'content',
  author: 'send',
  addressee: 'receive',
  needsBasis: true,
  charterAgeMs: 7 * dayMs,
  erasable: true,
} as const

/** Said to the whole coalition. The law of the lane judges it, by the charter as of its place there, and not the gate. */
const ofCharter = {
  ...record,
  room: 'charter',
  author: 'answer',
  passesChanges: true,
  payload: 'act',
  audience: 'coalition',
} as const

const row = <Schema extends z.ZodType>(facts: KindRow<Schema>): KindRow<Schema> => facts

export const acts = {
  'charter.genesis/1': row({
    ...record,
    schema: CharterGenesis,
    room: 'charter',
    author: 'govern',
    signs: 'root',
    officers: 'machine',
    receipted: false,
    payload: 'act',
    audience: 'coalition',
    cites: () => [],
  }),
  'charter.proposal/1': row({
    ...ofCharter,
    schema: CharterProposal,
    cites: (body) => [body.expects],
  }),
  'charter.countersignature/1': row({
    ...ofCharter,
    schema: CharterCountersignature,
    cites: (body) => [body.proposal],
  }),
  'charter.entry/1': row({
    ...ofCharter,
    schema: CharterEntry,
    officers: 'machine',
    urgency: 'urgent',
    cites: (body) => [body.previous, body.act],
  }),
  'agreement.action/1': row({
    ...ofCharter,
    schema: AgreementAction,
    charterAgeMs: hourMs,
    cites: actsNamed,
  }),
  'agreement.closed/1': row({
    ...record,
    schema: AgreementClosed,
    room: 'charter',
    author: 'answer',
    passesChanges: true,
    payload: 'act',
    cites: actsCited,
  }),
  'agreement.digest/1': row({
    ...ofCharter,
    schema: AgreementDigest,
    officers: 'machine',
    cites: () => [],
  }),
  'agreement.draft/1': row({
    ...record,
    schema: AgreementDraft,
    room: 'agreements',
    author: 'answer',
    payload: 'act',
    cites: () => [],
  }),
  'agreement.position/1': row({
    ...record,
    schema: AgreementPosition,
    room: 'agreements',
    author: 'answer',
    payload: 'act',
    cites: (body) => [body.draft],
  }),
  'agreement.progress/1': row({
    ...record,
    schema: AgreementProgress,
    room: 'agreements',
    author: 'answer',
    payload: 'act',
    audience: 'coalition',
    cites: () => [],
  }),
  'exchange.share/1': row({
    ...content,
    schema: ExchangeShare,
    room: 'exchange',
    officers: 'by-label',
    attachments: { min: 1, max: 8 },
    cites: (body) => present(body.replaces),
  }),
  'exchange.recall/1': row({
    ...record,
    schema: ExchangeRecall,
    room: 'exchange',
    author: 'send',
    urgency: 'urgent',
    passesChanges: true,
    cites: (body) => [body.act, ...present(body.replacement)],
  }),
  'exchange.acknowledge/1': row({
    ...record,
    schema: ExchangeAcknowledge,
    room: 'exchange',
    author: 'answer',
    acknowledges: true,
    cites: (body) => [body.act],
  }),
  'exchange.sighting/1': row({
    ...content,
    schema: ExchangeSighting,
    room: 'exchange',
    cites: (body) => [body.act],
  }),
  'exchange.opinion/1': row({
    ...content,
    schema: ExchangeOpinion,
    room: 'exchange',
    cites: (body) => [body.act],
  }),
  'alert.message/1': row({
    ...content,
    schema: AlertMessage,
    room: 'alerts',
    urgency: 'urgent',
    attachments: { min: 0, max: 8 },
    cites: (body) => body.follows ?? [],
  }),
  'alert.cancel/1': row({
    ...record,
    schema: AlertMessage,
    room: 'alerts',
    author: 'send',
    urgency: 'urgent',
    passesChanges: true,
    cites: (body) => body.follows ?? [],
  }),
  'alert.seen/1': row({
    ...record,
    schema: AlertSeen,
    room: 'alerts',
    author: 'answer',
    urgency: 'urgent',
    cites: (body) => [body.act],
  }),
  'alert.answer/1': row({
    ...record,
    schema: AlertAnswer,
    room: 'alerts',
    author: 'answer',
    urgency: 'urgent',
    cites: (body) => [body.act],
  }),
  'transport.receipt/1': row({
    ...record,
    schema: TransportReceipt,
    room: 'transport',
    author: 'answer',
    officers: 'machine',
    passesChanges: true,
    receipted: false,
    cites: (body) => body.outcomes.map((outcome) => outcome.act),
  }),
} as const

export type KnownKind = keyof typeof acts

const rows: ReadonlyMap<string, KindRow> = new Map<string, KindRow>(Object.entries(acts) as [string, KindRow][])

/** `undefined` for a kind that this version does not know: kept, shown as not supported, projected after an upgrade. */
export function kindRow(kind: Kind | KnownKind): KindRow | undefined {
  return rows.get(kind)
}

/** The name of a known kind as statements carry it. */
export function kindOf(name: KnownKind): Kind {
  return name as string as Kind
}

/** Kinds by which a person acknowledges, for queries over what was recorded. */
export const kindsThatAcknowledge: readonly Kind[] = [...rows]
  .filter(([, row]) => row.acknowledges)
  .map(([name]) => name as Kind)

/** Kinds of content: what its author may take back. Nothing else is ever erased, whatever a recall names. */
export const erasableKinds: readonly Kind[] = [...rows].filter(([, row]) => row.erasable).map(([name]) => name as Kind)

const present = <Value>(value: Value | undefined): readonly Value[] => (value === undefined ? [] : [value])

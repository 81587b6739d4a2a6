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
import { consultationKinds } from './consultation-kinds.ts'
import { deskKinds } from './desk-kinds.ts'
import { onwardKinds } from './onward-kinds.ts'
import { rfiKinds } from './rfi-kinds.ts'
import { TransportReceipt } from './transport-receipt.ts'
import type { Kind, Statement } from '#protocol/act/statement.ts'
import { content, record, row, type KindRow, type PassedOn } from './kind-row.ts'

const hourMs = 3_600_000

/** Said to the whole coalition. The law of the lane judges it, by the charter as of its place there, and not the gate. */
const ofCharter = {
  ...record,
  room: 'charter',
  author: 'answer',
  passesChanges: true,
  payload: 'act',
  audience: 'coalition',
} as const

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
  ...deskKinds,
  ...rfiKinds,
  ...onwardKinds,
  ...consultationKinds,
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

/** What an act passes on of another party's; `undefined` if nothing. */
export function passedOn({ kind, body }: Pick<Statement, 'kind' | 'body'>): PassedOn | undefined {
  const row = kindRow(kind)
  if (row?.passesOn === undefined) return undefined
  const read = row.schema.safeParse(body)
  return read.success ? row.passesOn(read.data) : undefined
}

/** Kinds by which a person acknowledges, for queries over what was recorded. */
export const kindsThatAcknowledge: readonly Kind[] = [...rows]
  .filter(([, row]) => row.acknowledges)
  .map(([name]) => name as Kind)

/** Kinds of content: what its author may take back. Nothing else is ever erased, whatever a recall names. */
export const erasableKinds: readonly Kind[] = [...rows].filter(([, row]) => row.erasable).map(([name]) => name as Kind)

const present = <Value>(value: Value | undefined): readonly Value[] => (value === undefined ? [] : [value])

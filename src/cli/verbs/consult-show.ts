import { z } from 'zod'
import type { Say } from '../catalogue.ts'
import type { Session } from '../session.ts'
import type { TableCell } from '../table.ts'
import { harmless } from '../width.ts'
import { labelWords, shortAct, shortInstant } from '../words.ts'
import { momentIn } from './rfi-show.ts'

export const consultPath = '/api/v1/consultations'

const labelled = z.looseObject({ level: z.string().optional(), category: z.string().optional() }).optional()

/** What a node answers of consultations, read leniently. */
const Invited = z.looseObject({
  state: z.string(),
  ground: z.string().optional(),
  note: z.string().optional(),
  meetsAt: z.string().optional(),
  zone: z.string().optional(),
})

const Paper = z.looseObject({
  act: z.string(),
  author: z.string(),
  state: z.string(),
  text: z.string(),
  digest: z.string(),
  parties: z.array(z.string()).default([]),
  agreed: z.record(z.string(), z.string()).default({}),
  leavesOut: z.array(z.string()).default([]),
  heldAt: z.string().optional(),
  outcome: z.string().optional(),
  organ: z.string().optional(),
})

export const Consultation = z.looseObject({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  reason: z.string(),
  legalBasis: z.string(),
  meetsAt: z.string(),
  zone: z.string(),
  place: z.string().optional(),
  organs: z.array(z.looseObject({ party: z.string(), organ: z.string() })).default([]),
  label: labelled,
  state: z.string(),
  withdrawnFor: z.string().optional(),
  parties: z.record(z.string(), Invited).default({}),
  minutes: Paper.optional(),
  referral: Paper.optional(),
})
export type Consultation = z.infer<typeof Consultation>
type Invited = z.infer<typeof Invited>

export const Message = z.looseObject({
  act: z.string(),
  author: z.string(),
  at: z.string(),
  text: z.string(),
  label: labelled,
  shares: z.array(z.string()).default([]),
  parties: z.record(z.string(), z.string()).default({}),
})
export type Message = z.infer<typeof Message>

const tones: Readonly<Record<string, 'good' | 'bad' | 'warn' | 'dim'>> = {
  requested: 'warn',
  invited: 'dim',
  'other-time': 'warn',
  'minutes-proposed': 'warn',
  'minutes-agreed': 'good',
  accepted: 'good',
  arranged: 'good',
  declined: 'bad',
  withdrawn: 'dim',
}

const wordOf = (say: Say, key: string, plain: string): string => (say.has(key) ? say(key) : plain)

export function stateCellOf(say: Say, state: string): TableCell {
  const tone = tones[state]
  const text = wordOf(say, `cli.consult.state.${state}`, state)
  return tone === undefined ? text : { text, tone }
}

export function showConsultation(session: Session, one: Consultation, written: readonly Message[]): void {
  const { out, say } = session
  out.line(out.tone(tones[one.state] ?? 'accent', `■ ${wordOf(say, `cli.consult.state.${one.state}`, one.state)}`))
  out.line(harmless(one.title))
  out.line(harmless(one.reason))
  out.line(
    say('cli.consult.facts', {
      author: one.author,
      at: momentIn(one.meetsAt, one.zone),
      place: harmless(one.place ?? ''),
      label: labelWords(one.label),
    }),
  )
  out.line(say('cli.consult.basis', { basis: harmless(one.legalBasis) }))
  if (one.organs.length > 0) {
    out.line(one.organs.map(({ party, organ }) => `${party}/${harmless(organ)}`).join(say('cli.comma')))
  }
  if (one.withdrawnFor !== undefined) out.line(say('cli.rfi.reason', { reason: harmless(one.withdrawnFor) }))
  const columns = ['party', 'state'].map((name) => ({ title: say(`cli.column.${name}`) }))
  out.table(
    [...columns, { title: say('cli.column.note'), fill: true }],
    Object.entries(one.parties).map(([party, invited]) => [
      party,
      stateCellOf(say, invited.state),
      noteOf(say, invited),
    ]),
  )
  for (const message of written.toReversed()) showMessage(session, message)
  for (const part of ['minutes', 'referral'] as const) showPaper(session, part, one[part])
}

/** The text that stands for agreement, by which id one agrees to it, and who has agreed when. */
function showPaper({ out, say }: Session, part: string, paper: z.infer<typeof Paper> | undefined): void {
  if (paper === undefined) return
  const { act, author, state, text, digest, parties, agreed, leavesOut, heldAt, outcome, organ = '' } = paper
  const kind = outcome ?? part
  const facts = { kind, state, author, organ, held: heldAt === undefined ? '' : shortInstant(heldAt) }
  out.line(out.tone(state === 'agreed' ? 'good' : 'warn', say('cli.consult.paper', facts)))
  out.line(harmless(text))
  const named = parties.map((party) =>
    say('cli.consult.agreed', { party, at: agreed[party] === undefined ? 'none' : shortInstant(agreed[party]) }),
  )
  out.line(named.join(say('cli.comma')))
  if (leavesOut.length > 0) out.line(say('cli.consult.leavesOut', { parties: leavesOut.join(say('cli.comma')) }))
  out.line(out.tone('dim', `${out.isPlain ? act : shortAct(act)}  SHA-256 ${digest}`))
}

function noteOf(say: Say, { ground, note, meetsAt, zone = 'UTC' }: Invited): string {
  const time = meetsAt === undefined ? [] : [momentIn(meetsAt, zone)]
  const why = ground === undefined ? [] : [wordOf(say, `cli.consult.ground.${ground}`, ground)]
  return [...time, ...why, ...(note === undefined ? [] : [harmless(note)])].join(say('cli.comma'))
}

function showMessage({ out, say }: Session, { author, at, text, label, shares, parties }: Message): void {
  out.line(say('cli.consult.said', { author, at: shortInstant(at), label: labelWords(label) }))
  out.line(harmless(text))
  if (shares.length > 0) {
    out.line(say('cli.consult.shares', { shares: shares.map((act) => shortAct(act)).join(say('cli.comma')) }))
  }
  const receipts = Object.entries(parties).map(
    ([party, state]) => `${party} ${wordOf(say, `cli.state.${state}`, state)}`,
  )
  if (receipts.length > 0) out.line(out.tone('dim', `  ${receipts.join(say('cli.comma'))}`))
}

import { z } from 'zod'
import { isZone, wallTimeOf } from '#kernel/zoned.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Say } from '../catalogue.ts'
import type { Session } from '../session.ts'
import type { TableCell } from '../table.ts'
import { harmless } from '../width.ts'
import { labelWords, shortInstant } from '../words.ts'

export const rfiPath = '/api/v1/rfis'

/** What a node answers of requests for information, read leniently. */
const Asked = z.looseObject({
  state: z.string(),
  clock: z.looseObject({ state: z.string(), dueAt: z.string() }),
  ground: z.string().optional(),
  note: z.string().optional(),
  clarifications: z
    .array(
      z.looseObject({
        text: z.string(),
        at: z.string(),
        answer: z.looseObject({ text: z.string(), at: z.string() }).optional(),
      }),
    )
    .default([]),
  answers: z
    .array(
      z.looseObject({
        act: z.string(),
        title: z.string(),
        coverage: z.string(),
        text: z.string(),
        at: z.string(),
        label: z.looseObject({ level: z.string().optional(), category: z.string().optional() }).optional(),
      }),
    )
    .default([]),
})

export const Request = z.looseObject({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  question: z.string(),
  use: z.string(),
  legalBasis: z.string(),
  needBy: z.string(),
  zone: z.string(),
  organs: z.array(z.looseObject({ party: z.string(), organ: z.string() })).default([]),
  label: z.looseObject({ level: z.string().optional(), category: z.string().optional() }).optional(),
  state: z.string(),
  reason: z.string().optional(),
  parties: z.record(z.string(), Asked).default({}),
})
export type Request = z.infer<typeof Request>
type Asked = z.infer<typeof Asked>

const tones: Readonly<Record<string, 'good' | 'bad' | 'warn' | 'dim' | 'accent'>> = {
  sent: 'dim',
  clarification: 'warn',
  partial: 'accent',
  answered: 'good',
  refused: 'bad',
  withdrawn: 'dim',
  overdue: 'bad',
  escalated: 'bad',
}

const wordOf = (say: Say, state: string): string => {
  const key = `cli.rfi.state.${state}`
  return say.has(key) ? say(key) : state
}

function cell(say: Say, state: string): TableCell {
  const tone = tones[state]
  const text = wordOf(say, state)
  return tone === undefined ? text : { text, tone }
}

/** What is late is said before anything else. */
const pressing = ({ state, clock }: Asked): string =>
  clock.state === 'overdue' || clock.state === 'escalated' ? clock.state : state

export function stateCellOf(say: Say, { state, parties }: Request): TableCell {
  const late = Object.values(parties).map(pressing)
  const [worst = state] = ['escalated', 'overdue'].filter((each) => late.includes(each))
  return cell(say, worst)
}

/** In UTC, and beside it as clocks show it where it was meant. */
export function momentIn(at: string, zone: string): string {
  const instant = parseInstant(at)
  if (instant === undefined || zone === 'UTC' || !isZone(zone)) return shortInstant(at)
  const { date, minute } = wallTimeOf(instant, zone)
  const two = (count: number) => String(count).padStart(2, '0')
  return `${shortInstant(at)} (${date} ${two(Math.floor(minute / 60))}:${two(minute % 60)} ${zone})`
}

export function showRequest(session: Session, one: Request): void {
  const { out, say } = session
  out.line(out.tone(tones[one.state] ?? 'accent', `■ ${wordOf(say, one.state)}`))
  out.line(harmless(one.title))
  out.line(harmless(one.question))
  const facts = { author: one.author, due: momentIn(one.needBy, one.zone), label: labelWords(one.label) }
  out.line(say('cli.rfi.facts', facts))
  out.line(say('cli.rfi.use', { use: harmless(one.use), basis: harmless(one.legalBasis) }))
  if (one.organs.length > 0) {
    out.line(one.organs.map(({ party, organ }) => `${party}/${harmless(organ)}`).join(say('cli.comma')))
  }
  if (one.reason !== undefined) out.line(say('cli.rfi.reason', { reason: harmless(one.reason) }))
  const columns = ['party', 'state', 'due'].map((name) => ({ title: say(`cli.column.${name}`) }))
  out.table(
    [...columns, { title: say('cli.column.note'), fill: true }],
    Object.entries(one.parties).map(([party, asked]) => [
      party,
      cell(say, pressing(asked)),
      asked.clock.state === 'stopped' ? say('cli.rfi.stopped') : shortInstant(asked.clock.dueAt),
      noteOf(say, asked),
    ]),
  )
  for (const [party, asked] of Object.entries(one.parties)) showSaid(session, party, asked)
}

function noteOf(say: Say, { ground, note }: Asked): string {
  const key = `cli.rfi.ground.${ground ?? ''}`
  return [...(say.has(key) ? [say(key)] : []), ...(note === undefined ? [] : [harmless(note)])].join(say('cli.comma'))
}

function showSaid({ out, say }: Session, party: string, { clarifications, answers }: Asked): void {
  for (const { text, answer } of clarifications) {
    out.line(say('cli.rfi.asks', { party, text: harmless(text) }))
    if (answer !== undefined) out.line(say('cli.rfi.clarified', { text: harmless(answer.text) }))
  }
  for (const { title, coverage, text, label } of answers) {
    const part = coverage === 'partial' ? 'partial' : 'answered'
    out.line(say(`cli.rfi.given.${part}`, { party, title: harmless(title), label: labelWords(label) }))
    out.line(harmless(text))
  }
}

import { Preview, type Refused } from '../answers.ts'
import type { Client } from '../client.ts'
import { sentenceOf } from '../report.ts'
import type { Session } from '../session.ts'
import type { Row } from '../table.ts'
import type { Call, Verb } from '../verb.ts'
import { labelFlags, labelWish } from './label-flags.ts'

export const preview: Verb = {
  name: 'preview',
  group: 'exchange',
  flags: labelFlags,
  examples: [
    'preview --to bor --category network-security --level restricted',
    'preview --to bor,cas --category drones --level confidential --json',
  ],
  run: async (session, call) => rehearse(session, await session.node(), call),
}

/** Asks who would receive this and shows it; 3 if anyone would be refused. Nothing is signed. */
export async function rehearse(session: Session, client: Client, call: Call): Promise<number> {
  const answer = await askPreview(client, labelWish(call))
  session.out.answer(answer, () => showPreview(session, answer))
  return answer.recipients.every(({ allowed }) => allowed) ? 0 : 3
}

export async function askPreview(client: Client, wish: Readonly<Record<string, unknown>>): Promise<Preview> {
  return client.ask('/api/v1/preview', Preview, { method: 'POST', json: wish })
}

export function showPreview({ out, say }: Session, answer: Preview): void {
  const rows = answer.recipients.map(({ party, allowed, basis, refusal }): Row =>
    allowed
      ? [{ text: '✓', tone: 'good' }, party, say('cli.preview.receives', { basis: basis ?? '' })]
      : [{ text: '✗', tone: 'bad' }, party, sentenceOf(asProblem(refusal), say)],
  )
  const others = answer.others.map(({ party }): Row => [
    { text: '–', tone: 'dim' },
    party,
    say('cli.preview.notAddressed'),
  ])
  out.table([{ title: '' }, { title: '' }, { title: '' }], [...rows, ...others])
  for (const { party, refusal } of answer.recipients) {
    const { rule, wayOut } = asProblem(refusal)
    if (rule !== undefined) out.line(`  ${party}: ${out.tone('dim', say('cli.problem.rule', { value: rule }))}`)
    if (wayOut !== undefined) out.line(`  ${party}: ${out.tone('dim', say('cli.problem.wayOut', { value: wayOut }))}`)
  }
  if (answer.secondOfficer) out.line(say('cli.preview.secondOfficer'))
}

/** A refusal inside an answer, in the form of a problem. */
export function asProblem(refusal: Refused | undefined): Refused {
  if (refusal === undefined) return {}
  const detail = refusal.detail ?? refusal.sentence
  return detail === undefined ? refusal : { ...refusal, detail }
}

import { Preview, type Refused } from '../answers.ts'
import type { Client } from '../client.ts'
import { reasonsOf, sentenceOf } from '../report.ts'
import type { Session } from '../session.ts'
import type { Call, Verb } from '../verb.ts'
import { padded } from '../width.ts'
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

export function showPreview({ out, say }: Session, { recipients, others, secondOfficer }: Preview): void {
  const width = Math.max(...[...recipients, ...others].map(({ party }) => party.length))
  const line = (mark: string, party: string, text: string): void => out.line(`${mark} ${padded(party, width)}  ${text}`)
  for (const { party, allowed, basis, refusal } of recipients) {
    if (allowed) line(out.tone('good', '✓'), party, say('cli.preview.receives', { basis: basis ?? '' }))
    else {
      const problem = asProblem(refusal)
      line(out.tone('bad', '✗'), party, sentenceOf(problem, say))
      for (const text of reasonsOf(problem, say)) line(' ', '', out.tone('dim', text))
    }
  }
  for (const { party } of others) line(out.tone('dim', '–'), party, out.tone('dim', say('cli.preview.notAddressed')))
  if (secondOfficer) out.line(say('cli.preview.secondOfficer'))
}

/** A refusal inside an answer, in the form of a problem. */
export function asProblem(refusal: Refused | undefined): Refused {
  if (refusal === undefined) return {}
  const detail = refusal.detail ?? refusal.sentence
  return detail === undefined ? refusal : { ...refusal, detail }
}

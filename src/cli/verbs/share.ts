import { Shared, type Upload } from '../answers.ts'
import { isSet, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import type { Session } from '../session.ts'
import { shareFile } from '../share-file.ts'
import { exitOf, Stop, stop } from '../stop.ts'
import { upload } from '../upload.ts'
import type { Call, Verb } from '../verb.ts'
import { defined, isRehearsal, labelFlags, labelWish } from './label-flags.ts'
import { asProblem, askPreview, rehearse, showPreview } from './preview.ts'
import { omitsRefused, outcome, waitFlags } from './share-outcome.ts'

export const share: Verb = {
  name: 'share',
  group: 'exchange',
  args: ['<FILE>'],
  flags: [
    ...labelFlags,
    { flags: '--title <TEXT>' },
    { flags: '--description <TEXT>' },
    { flags: '--omit-refused' },
    { flags: '--preview' },
    { flags: '--dry-run' },
    ...waitFlags,
  ],
  examples: [
    'share bundle.json --to bor --category network-security --level restricted',
    'share bundle.json --to bor,cas --category drones --level restricted --preview',
    'share report.pdf --to bor --category border --level restricted --title "Weekly report" --wait admitted',
    'share - --to bor --category terrorism --level restricted < bundle.json',
  ],
  run: async (session, call) => {
    const wish = labelWish(call)
    const file = await shareFile(session.io, { path: word(call), isTitled: text(call, 'title') !== undefined })
    const client = await session.node()
    if (isRehearsal(call)) return rehearse(session, client, call)
    await confirmed(session, client, wish)
    const brought = await upload(session, client, file)
    const done = await sent(session, client, { call, wish, brought }).catch(async (error: unknown) => {
      await client.raw(`/api/v1/uploads/${brought.upload}`, { method: 'DELETE' }).catch(() => undefined)
      throw error instanceof Stop && error.exit === 3 && error.problem.code !== 'persons-refused'
        ? error.saying('cli.share.nothingSigned')
        : error
    })
    return outcome(session, client, { call, done, brought })
  },
}

/** At a terminal, shows who would receive this and asks before anything is sent. Elsewhere the node judges what it is sent. */
async function confirmed(session: Session, client: Client, wish: Readonly<Record<string, unknown>>): Promise<void> {
  const { io, globals, say } = session
  if (!io.stdin.isTerminal || globals.isYes || globals.isSilent) return
  const answer = await askPreview(client, wish)
  const refused = answer.recipients.find(({ allowed }) => !allowed)
  if (refused !== undefined) throw new Stop(asProblem(refused.refusal), 3, 'cli.share.nothingSigned')
  showPreview(session, answer)
  if (!(await agreed(session, say('cli.share.confirm')))) throw stop('not-confirmed')
}

interface Sending {
  readonly call: Call
  readonly wish: Readonly<Record<string, unknown>>
  readonly brought: Upload
}

async function sent(session: Session, client: Client, { call, wish, brought }: Sending): Promise<Shared> {
  const title = text(call, 'title')
  if (brought.problem !== undefined && title === undefined) {
    throw new Stop(asProblem(brought.problem), exitOf(brought.problem, 422), 'cli.share.nothingSigned')
  }
  const json = defined({
    ...wish,
    upload: brought.upload,
    title,
    description: text(call, 'description'),
    omitRefused: (await omitsRefused(session, brought, isSet(call, 'omitRefused'))) ? true : undefined,
  })
  return client.ask('/api/v1/shares', Shared, { method: 'POST', json })
}

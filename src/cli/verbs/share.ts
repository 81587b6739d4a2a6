import type { Upload } from '../answers.ts'
import { Shared } from '../answers.ts'
import { isSet, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import type { Session } from '../session.ts'
import { shareFile } from '../share-file.ts'
import { Stop, stop } from '../stop.ts'
import { upload } from '../upload.ts'
import type { Call, Verb } from '../verb.ts'
import { defined, isRehearsal, labelFlags, labelWish } from './label-flags.ts'
import { asProblem, askPreview, rehearse, showPreview } from './preview.ts'
import { omitsPersons, outcome, waitFlags } from './share-outcome.ts'

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
    if (isRehearsal(call)) return await rehearse(session, client, call)
    await mustBeAllowed(session, client, wish)
    const brought = await upload(session, client, file)
    try {
      return await send(session, client, { call, wish, brought })
    } catch (error) {
      await client.raw(`/api/v1/uploads/${brought.upload}`, { method: 'DELETE' }).catch(() => undefined)
      throw error
    }
  },
}

/** Asks the gate before anything is uploaded, and shows at a terminal who would receive this before it is signed. */
async function mustBeAllowed(session: Session, client: Client, wish: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await askPreview(client, wish)
  const refused = answer.recipients.find(({ allowed }) => !allowed)
  if (refused !== undefined) throw new Stop(asProblem(refused.refusal), 3, 'cli.share.nothingSigned')
  if (!session.io.stdin.isTerminal || session.globals.isYes || session.globals.isSilent) return
  showPreview(session, answer)
  if (!(await agreed(session, session.say('cli.share.confirm')))) throw stop('not-confirmed')
}

interface Sending {
  readonly call: Call
  readonly wish: Readonly<Record<string, unknown>>
  readonly brought: Upload
}

async function send(session: Session, client: Client, { call, wish, brought }: Sending): Promise<number> {
  const omitRefused = await omitsPersons(session, brought, isSet(call, 'omitRefused'))
  const json = defined({
    ...wish,
    upload: brought.upload,
    title: text(call, 'title'),
    description: text(call, 'description'),
    omitRefused: omitRefused ? true : undefined,
  })
  const done = await client.ask('/api/v1/shares', Shared, { method: 'POST', json }).catch((error: unknown) => {
    throw error instanceof Stop && error.exit === 3 ? error.saying('cli.share.nothingSigned') : error
  })
  return await outcome(session, client, { call, done, brought })
}

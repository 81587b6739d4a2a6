import { z } from 'zod'
import { actNamed } from '../act-name.ts'
import { count, moment, needed, text, word } from '../call.ts'
import type { Session } from '../session.ts'
import type { Call, Verb } from '../verb.ts'
import { defined } from './label-flags.ts'

const Replied = z.looseObject({ act: z.string().optional() })

export const ack: Verb = {
  name: 'ack',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--note <TEXT>' }],
  examples: ['ack act--3f2a9c1b', 'ack act--3f2a9c1b --note "Passed to the border desk"'],
  run: async (session, call) =>
    reply(session, call, { path: 'acknowledge', json: { note: text(call, 'note') }, sentence: 'cli.ack.done' }),
}

export const sighting: Verb = {
  name: 'sighting',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [
    { flags: '--object <ID>', isRequired: true },
    { flags: '--count <N>' },
    { flags: '--first-seen <DATE>' },
    { flags: '--last-seen <DATE>' },
    { flags: '--note <TEXT>' },
  ],
  examples: ['sighting act--3f2a9c1b --object indicator--a5f3… --count 3 --last-seen 2026-11-20'],
  run: async (session, call) => {
    const json = {
      object: needed(call, 'object'),
      count: count(call, 'count'),
      firstSeen: moment(call, 'firstSeen'),
      lastSeen: moment(call, 'lastSeen'),
      note: text(call, 'note'),
    }
    return reply(session, call, { path: 'sightings', json, sentence: 'cli.sighting.done' })
  },
}

/** The opinion-enum of STIX 2.1 section 10.20. */
const opinions = ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree'] as const

export const opinion: Verb = {
  name: 'opinion',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [
    { flags: '--object <ID>', isRequired: true },
    { flags: '--opinion <O>', isRequired: true, choices: opinions },
    { flags: '--explanation <TEXT>' },
  ],
  examples: ['opinion act--3f2a9c1b --object malware--77b2… --opinion agree'],
  run: async (session, call) => {
    const json = {
      object: needed(call, 'object'),
      opinion: needed(call, 'opinion'),
      explanation: text(call, 'explanation'),
    }
    return reply(session, call, { path: 'opinions', json, sentence: 'cli.opinion.done' })
  },
}

interface Reply {
  readonly path: string
  readonly json: Readonly<Record<string, unknown>>
  readonly sentence: string
}

async function reply(session: Session, call: Call, { path, json, sentence }: Reply): Promise<number> {
  const client = await session.node()
  const act = await actNamed(client, word(call))
  const options = { method: 'POST', json: defined(json) } as const
  const done = await client.ask(`/api/v1/shares/${act}/${path}`, Replied, options)
  session.out.answer(done, () => session.out.line(session.say(sentence, { act: done.act ?? act })))
  return 0
}

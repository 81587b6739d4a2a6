import { z } from 'zod'
import { Me, page } from '../answers.ts'
import type { Client } from '../client.ts'
import type { Session } from '../session.ts'
import { bytesOf, eventsOf, type SentEvent } from '../sse.ts'
import { Stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { Alert } from './alert-answers.ts'
import { Seen, tell, type Happened } from './watch-line.ts'

export const watch: Verb = {
  name: 'watch',
  group: 'read',
  flags: [{ flags: '--no-bell' }],
  examples: ['watch', 'watch --json', 'watch --no-bell --lang ru'],
  run: async (session, call) => {
    const client = await session.node()
    const { party } = await client.ask('/api/v1/me', Me)
    const watching: Watching = {
      session,
      client,
      self: party ?? '',
      seen: new Seen(),
      bell: call.options['bell'] !== false,
    }
    await watchOn(watching)
    return 0
  },
}

interface Watching {
  readonly session: Session
  readonly client: Client
  readonly self: string
  /** What was said already, so that a break repeats nothing. */
  readonly seen: Seen
  readonly bell: boolean
}

const firstPauseMs = 500
const longestPauseMs = 30_000

/** Until it is interrupted. A node that goes away, or ends the stream, is asked again; what cannot get better ends the verb. */
async function watchOn(watching: Watching): Promise<void> {
  const { io, out, say } = watching.session
  let [lastId, failures, isFirst] = ['', 0, true]
  while (!io.signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
      const { body } = await watching.client.raw('/api/v1/events', { headers })
      // The stream is open before the board is read: nothing falls between the two.
      await readBoard(watching)
      if (isFirst || failures > 0) out.note(say('cli.watch.open', { node: watching.client.node.host }))
      isFirst = false
      failures = 0
      for await (const event of eventsOf(bytesOf(body, io.signal))) {
        if (event.id !== '') lastId = event.id
        await handle(watching, event)
      }
    } catch (error) {
      if (io.signal.aborted) return
      if (isLasting(error) || isFirst) throw error
      failures += 1
      if (failures === 1) out.warn(say('cli.watch.broken'))
    }
    await io.timers.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** failures), io.signal)
  }
}

/** Who may not read, or does not exist any more, will not be answered later either. */
const isLasting = (error: unknown): boolean => error instanceof Stop && (error.exit === 3 || error.exit === 4)

const Overdue = z.looseObject({
  act: z.string(),
  party: z.string(),
  step: z.string(),
  rung: z.number(),
  dueAt: z.string(),
})
const ActSaid = z.looseObject({ act: z.string(), kind: z.string(), author: z.string() })
const About = z.looseObject({ about: z.string().optional() })

async function handle(watching: Watching, { event, data }: SentEvent): Promise<void> {
  const value: unknown = JSON.parse(data)
  const [overdue, said] = [Overdue.safeParse(value), ActSaid.safeParse(value)]
  if (event === 'reset') return readBoard(watching)
  if (event === 'alert-overdue' && overdue.success) {
    const { act, party, step, rung, dueAt } = overdue.data
    return show(watching, act, { event: 'overdue', party, step, rung, dueAt })
  }
  if (event !== 'act' || !said.success) return undefined
  const { act, kind, author } = said.data
  if (kind.startsWith('alert.message/')) return show(watching, act, { event: 'alert' })
  if (kind.startsWith('alert.cancel/')) return aboutOf(watching, act, { event: 'cancelled' })
  if (kind.startsWith('alert.answer/')) return aboutOf(watching, act, { event: 'answered', party: author })
}

/** Of what is said about an alert, the alert. */
async function aboutOf(watching: Watching, act: string, happened: Happened): Promise<void> {
  const { about } = await watching.client.ask(`/api/v1/acts/${act}`, About)
  if (about !== undefined) await show(watching, about, happened)
}

async function show(watching: Watching, act: string, happened: Happened): Promise<void> {
  const { client, session, self, seen, bell } = watching
  const alert = await client.ask(`/api/v1/alerts/${act}`, Alert).catch((error: unknown) => {
    // Gone meanwhile, or not for this reader.
    if (error instanceof Stop && error.problem.code === 'not-found') return undefined
    throw error
  })
  if (alert !== undefined) tell(session, alert, { happened, self, seen, bell })
}

/** Live alerts, real ones and those of exercises, the oldest first, with what is overdue. */
async function readBoard(watching: Watching): Promise<void> {
  const { session, self, seen, bell } = watching
  for (const mode of ['exercise', 'actual']) {
    for (const alert of (await liveOn(watching, mode)).toReversed()) {
      tell(session, alert, { happened: { event: 'alert' }, self, seen, bell })
      for (const [party, { clock }] of Object.entries(alert.parties)) {
        if (clock.state !== 'overdue') continue
        const happened = {
          event: 'overdue',
          party,
          step: clock.step ?? '',
          rung: clock.level,
          dueAt: clock.dueAt,
        } as const
        tell(session, alert, { happened, self, seen, bell })
      }
    }
  }
}

/** However many have come since: page by page to the end of what is live, newest first. */
async function liveOn({ client }: Watching, mode: string): Promise<readonly Alert[]> {
  const found: Alert[] = []
  for (let after: string | undefined; ;) {
    const query = { mode, live: '1', limit: 100, after }
    const { items, next } = await client.ask('/api/v1/alerts', page(Alert), { query })
    found.push(...items.filter(({ state }) => state === 'live'))
    if (next === undefined) return found
    after = next
  }
}

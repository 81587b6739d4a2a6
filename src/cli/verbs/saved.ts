import { z } from 'zod'
import { Anything } from '../answers.ts'
import { isSet, word } from '../call.ts'
import type { Client } from '../client.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { shortInstant } from '../words.ts'
import { Hits, tellFinds } from './search.ts'

const Saved = z.looseObject({
  watch: z.string(),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  finds: z.number(),
  exact: z.boolean(),
  lookedAt: z.string(),
  seen: z.string(),
})
type Saved = z.infer<typeof Saved>
const List = z.looseObject({ items: z.array(Saved), place: z.string() })

const path = '/api/v1/watches'
const pathOf = ({ watch }: Saved): string => `${path}/${encodeURIComponent(watch)}`

export const savedList: Verb = {
  name: 'saved list',
  group: 'read',
  examples: ['saved list', 'saved list --json'],
  run: async (session) => {
    const { out, say } = session
    const answer = await (await session.node()).ask(path, List)
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.saved.none'))
      const titles = ['name', 'news', 'lookedAt'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const rows = answer.items.map((saved): Row => [
        { text: saved.name, tone: 'accent' },
        saved.finds === 0 ? '' : { text: countOf(saved), tone: 'good' },
        shortInstant(saved.lookedAt),
        wordsOf(saved),
      ])
      out.table([...titles, { title: say('cli.column.query'), fill: true }], rows)
    })
    return 0
  },
}

/** `12`, or `99+` where no more were counted. */
const countOf = ({ finds, exact }: Saved): string => `${finds}${exact ? '' : '+'}`

/** As it would be typed. */
const wordsOf = ({ query: { q, ...filters } }: Saved): string =>
  [...(q === undefined ? [] : [q]), ...Object.entries(filters).map(([name, value]) => `--${name} ${value}`)].join(' ')

/** New finds of one answer, at most. */
const shownFinds = 500

export const savedShow: Verb = {
  name: 'saved show',
  group: 'read',
  args: ['<WATCH>'],
  flags: [{ flags: '--why' }],
  examples: ['saved show drones', 'saved show drones --why'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const { saved, place } = await named(client, word(call))
    const why = isSet(call, 'why')
    const query = { ...saved.query, sort: 'time', news: saved.seen, limit: shownFinds, why: why ? '1' : undefined }
    const answer = await client.ask('/api/v1/search', Hits, { query })
    out.answer(answer, () => {
      const { name, lookedAt } = saved
      const told = { name: harmless(name), since: shortInstant(lookedAt) }
      if (answer.items.length === 0) out.note(say('cli.saved.nothing', told))
      else tellFinds(session, answer, why)
      if (answer.next !== undefined) out.note(say('cli.saved.more', { shown: shownFinds }))
    })
    // Up to where the list stood before it was looked for: what came meanwhile stays new.
    await client.ask(`${pathOf(saved)}/look`, Anything, { method: 'POST', json: { place } })
    return 0
  },
}

export const savedRename: Verb = {
  name: 'saved rename',
  group: 'read',
  args: ['<WATCH>', '<NEW>'],
  examples: ['saved rename drones "Drones at the border"'],
  run: async (session, call) => {
    const client = await session.node()
    const { saved } = await named(client, word(call))
    const answer = await client.ask(pathOf(saved), Anything, { method: 'PUT', json: { name: word(call, 1) } })
    return told(session, answer, ['renamed', word(call, 1)])
  },
}

export const savedDelete: Verb = {
  name: 'saved delete',
  group: 'read',
  args: ['<WATCH>'],
  examples: ['saved delete drones'],
  run: async (session, call) => {
    const client = await session.node()
    const { saved } = await named(client, word(call))
    return told(session, await client.ask(pathOf(saved), Anything, { method: 'DELETE' }), ['deleted', saved.name])
  },
}

export const savedVerbs: readonly Verb[] = [savedList, savedShow, savedRename, savedDelete]

function told({ out, say }: Session, answer: unknown, [done, name]: readonly [string, string]): number {
  out.answer(answer, () => out.line(say(`cli.saved.${done}`, { name: harmless(name) })))
  return 0
}

/** One by its name, and the place of the list that it stands in. */
async function named(client: Client, name: string): Promise<{ readonly saved: Saved; readonly place: string }> {
  const { items, place } = await client.ask(path, List)
  const saved = items.find((one) => one.name === name)
  if (saved === undefined) throw stop('saved-unknown', { name: harmless(name) })
  return { saved, place }
}

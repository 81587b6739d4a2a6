import { z } from 'zod'
import { Anything, page } from '../answers.ts'
import { count, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { labelWords } from '../words.ts'
import { defined, labelFlags, labelSaid, labelWish, namesSaid } from './label-flags.ts'

const Profile = z.looseObject({
  name: z.string(),
  revision: z.number(),
  title: z.string(),
  to: z.array(z.string()),
  level: z.string(),
  category: z.string(),
  desk: z.string(),
  active: z.boolean(),
  activatedBy: z.looseObject({ admin: z.string().optional(), officer: z.string().optional() }),
})
type Profile = z.infer<typeof Profile>

const path = '/api/v1/profiles'
const pathOf = (name: string): string => `${path}/${encodeURIComponent(name)}`

const contentFlags: readonly Flag[] = [
  { flags: '--title <TEXT>', isRequired: true },
  ...labelFlags.filter(({ flags }) => !flags.startsWith('--review-by')),
  { flags: '--desk <DESK>', isRequired: true },
  { flags: '--review-days <N>' },
  { flags: '--accounts <U,U>' },
  { flags: '--assessment <TEXT>' },
  { flags: '--summary <TEXT>' },
]

const changeFlags = contentFlags.map(({ flags }): Flag => ({ flags }))

function contentSaid(call: Call): Readonly<Record<string, unknown>> {
  return defined({
    ...labelSaid(call),
    title: text(call, 'title'),
    desk: text(call, 'desk'),
    reviewDays: count(call, 'reviewDays'),
    accounts: namesSaid(call, 'accounts'),
    assessment: text(call, 'assessment'),
    summary: text(call, 'summary'),
  })
}

export const profileAdd: Verb = {
  name: 'profile add',
  group: 'govern',
  args: ['<NAME>'],
  flags: contentFlags,
  examples: [
    'profile add feed --title "Indicators of alt" --to bor,cas --level restricted --category network-security --desk liaison-1 --assessment "Technical indicators alone" --summary "Tools share technical indicators with bor and cas"',
  ],
  run: async (session, call) => {
    const json = { name: word(call), ...labelWish(call), ...contentSaid(call) }
    const made = await (await session.node()).ask(path, Profile, { method: 'POST', json })
    return told(session, made, 'cli.profile.added')
  },
}

export const profileChange: Verb = {
  name: 'profile change',
  group: 'govern',
  args: ['<NAME>'],
  flags: changeFlags,
  examples: ['profile change feed --to bor --level open'],
  run: async (session, call) => {
    const client = await session.node()
    const { name, ...now } = await named(client, word(call))
    const json = { ...contentOf(now), ...contentSaid(call) }
    return told(session, await client.ask(pathOf(name), Profile, { method: 'PUT', json }), 'cli.profile.changed')
  },
}

/** What may be changed of it, as the node takes it. */
function contentOf(profile: Omit<Profile, 'name'>): Readonly<Record<string, unknown>> {
  const { collection: _c, at: _a, active: _v, activatedBy: _b, ...content } = profile
  return content
}

export const profileList: Verb = {
  name: 'profile list',
  group: 'govern',
  examples: ['profile list', 'profile list --json'],
  run: async (session) => {
    const { out, say } = session
    const answer = await (await session.node()).ask(path, page(Profile))
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.profile.none'))
      const titles = ['name', 'state', 'to', 'label', 'desk'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const rows = answer.items.map((profile): Row => {
        const { name, to, level, category, desk, title, active } = profile
        const state = { text: stateOf(session, profile), tone: active ? 'good' : 'warn' } as const
        return [{ text: name, tone: 'accent' }, state, to.join(', '), labelWords({ level, category }), desk, title]
      })
      out.table([...titles, { title: say('cli.column.title'), fill: true }], rows)
    })
    return 0
  },
}

/** Who has still to say so. */
function stateOf({ say }: Session, { active, activatedBy: { admin, officer } }: Profile): string {
  if (active) return say('cli.profile.active')
  if (admin === undefined && officer === undefined) return say('cli.profile.inactive')
  return say(admin === undefined ? 'cli.profile.awaitsAdmin' : 'cli.profile.awaitsOfficer')
}

export const profileActivate: Verb = {
  name: 'profile activate',
  group: 'govern',
  args: ['<NAME>'],
  examples: ['profile list', 'profile activate feed'],
  run: async (session, call) => {
    const client = await session.node()
    const { name, title, to, level, category, desk, revision } = await named(client, word(call))
    const seen = { name, title, to: to.join(session.say('cli.comma')), label: labelWords({ level, category }), desk }
    if (!(await agreed(session, session.say('cli.profile.confirmActivate', seen)))) throw stop('not-confirmed')
    const ask = { method: 'POST', json: { revision } } as const
    return told(session, await client.ask(`${pathOf(name)}/activate`, Profile, ask), 'cli.profile.activated')
  },
}

async function named(client: Client, name: string): Promise<Profile> {
  const { items } = await client.ask(path, page(Profile))
  const found = items.find((profile) => profile.name === name)
  if (found === undefined) throw stop('profile-unknown', { name })
  return found
}

export const profileDeactivate: Verb = {
  name: 'profile deactivate',
  group: 'govern',
  args: ['<NAME>'],
  examples: ['profile deactivate feed'],
  run: async (session, call) => {
    const ask = { method: 'POST', json: {} } as const
    const answer = await (await session.node()).ask(`${pathOf(word(call))}/deactivate`, Profile, ask)
    return told(session, answer, 'cli.profile.deactivated')
  },
}

export const profileWithdraw: Verb = {
  name: 'profile withdraw',
  group: 'govern',
  args: ['<NAME>'],
  examples: ['profile withdraw feed'],
  run: async (session, call) => {
    const name = word(call)
    if (!(await agreed(session, session.say('cli.profile.confirmWithdraw', { name })))) throw stop('not-confirmed')
    await (await session.node()).ask(pathOf(name), Anything, { method: 'DELETE' })
    session.out.answer({ name, withdrawn: true }, () =>
      session.out.line(session.say('cli.profile.withdrawn', { name })),
    )
    return 0
  },
}

function told(session: Session, profile: Profile, key: string): number {
  const { name } = profile
  session.out.answer(profile, () => session.out.line(session.say(key, { name, state: stateOf(session, profile) })))
  return 0
}

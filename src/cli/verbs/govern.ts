import { resolve } from 'node:path'
import { z } from 'zod'
import { Anything, page, Status, User, type PeerRow } from '../answers.ts'
import { names, needed, text, word } from '../call.ts'
import { writeSecretFile } from '../context.ts'
import { agreed } from '../prompt.ts'
import { mustBeFree } from '../save.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { shortInstant } from '../words.ts'
import { defined } from './label-flags.ts'

const figure = (count: number | undefined): string => (count === undefined ? '' : String(count))

export const peerList: Verb = {
  name: 'peer list',
  group: 'govern',
  examples: ['peer list', 'peer list --json'],
  run: async ({ out, say, ...session }) => {
    const { peers } = await (await session.node()).ask('/api/v1/status', Status)
    out.answer({ items: peers }, () => {
      const rows = peers.map(({ party, lastContact, behind, queued, ...how }): Row => {
        const state = linkState(how)
        const word = say.has(`cli.link.${state}`) ? say(`cli.link.${state}`) : state
        const tone = state === 'open' ? 'good' : state === 'stopped' || state === 'withheld' ? 'bad' : 'warn'
        return [party, { text: word, tone }, shortInstant(lastContact), figure(queued), figure(behind)]
      })
      const titles = ['party', 'state', 'lastContact'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const counts = ['queued', 'behind'].map((name) => ({ title: say(`cli.column.${name}`), align: 'end' as const }))
      out.table([...titles, ...counts], rows)
    })
    return 0
  },
}

/** What is worth saying of a link first: that it is down, that numbers do not go on, that its heads do not fit. */
function linkState({ state, numbering = 'going', head }: Pick<PeerRow, 'state' | 'numbering' | 'head'>): string {
  if (state !== 'open') return state
  if (numbering !== 'going') return numbering
  return head === 'overdue' || head === 'withheld' ? head : state
}

export const peerOpen: Verb = {
  name: 'peer open',
  group: 'govern',
  args: ['<PARTY>'],
  examples: ['peer open bor'],
  run: async (session, call) => {
    const { out, say } = session
    const party = word(call)
    const path = `/api/v1/peers/${encodeURIComponent(party)}/open`
    await (await session.node()).ask(path, Anything, { method: 'POST', json: {} })
    out.answer({ party, opened: true }, () => out.line(say('cli.peer.opened', { party })))
    return 0
  },
}

const Added = z.looseObject({ name: z.string(), token: z.string() })

const roles = [
  'analyst',
  'liaison',
  'duty',
  'treaty',
  'planner',
  'crisis',
  'expert',
  'secretariat',
  'admin',
  'oversight',
  'taxii',
]

export const userAdd: Verb = {
  name: 'user add',
  group: 'govern',
  args: ['<NAME>'],
  flags: [
    { flags: '--role <ROLE>', isRequired: true, choices: roles },
    { flags: '--clearance <L>', isRequired: true },
    { flags: '--token-out <F>', isRequired: true },
    { flags: '--desk <DESK>' },
    { flags: '--categories <C,C>' },
  ],
  examples: ['user add desk-4 --role analyst --clearance restricted --token-out desk-4.token'],
  run: async (session, call) => {
    const { io, out, say } = session
    const path = resolve(io.cwd, needed(call, 'tokenOut'))
    await mustBeFree(session, path)
    const categories = names(call, 'categories')
    const json = defined({
      name: word(call),
      role: needed(call, 'role'),
      desk: text(call, 'desk'),
      clearance: needed(call, 'clearance'),
      categories: categories.length === 0 ? undefined : categories,
    })
    const added = await (await session.node()).ask('/api/v1/users', Added, { method: 'POST', json })
    await writeSecretFile(path, `${added.token}\n`)
    const { token: _token, ...account } = added
    const role = needed(call, 'role')
    out.answer({ ...account, role, tokenFile: path }, () => {
      out.line(say('cli.user.added', { name: added.name, role, file: path }))
    })
    return 0
  },
}

export const userList: Verb = {
  name: 'user list',
  group: 'govern',
  examples: ['user list'],
  run: async ({ out, say, ...session }) => {
    const answer = await (await session.node()).ask('/api/v1/users', page(User))
    out.answer(answer, () => {
      const rows = answer.items.map((user): Row => [
        user.name,
        user.role,
        user.desk ?? '',
        user.clearance ?? '',
        user.identity ?? '',
        user.disabled === true ? { text: say('cli.user.off'), tone: 'warn' } : '',
      ])
      const titles = ['user', 'role', 'desk', 'clearance', 'identity', 'note'].map((name) => ({
        title: say(`cli.column.${name}`),
      }))
      out.table(titles, rows)
    })
    return 0
  },
}

export const userDisable: Verb = {
  name: 'user disable',
  group: 'govern',
  args: ['<NAME>'],
  examples: ['user disable desk-4'],
  run: async (session, call) => {
    const name = word(call)
    if (!(await agreed(session, session.say('cli.user.confirmDisable', { name })))) throw stop('not-confirmed')
    const path = `/api/v1/users/${encodeURIComponent(name)}/disable`
    const answer = await (await session.node()).ask(path, Anything, { method: 'POST', json: {} })
    session.out.answer(answer, () => session.out.line(session.say('cli.user.disabled', { name })))
    return 0
  },
}

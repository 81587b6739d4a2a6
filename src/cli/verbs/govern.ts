import { resolve } from 'node:path'
import { z } from 'zod'
import { Anything, page, Status, User } from '../answers.ts'
import { names, needed, text, word } from '../call.ts'
import { writeSecretFile } from '../context.ts'
import { agreed } from '../prompt.ts'
import { mustBeFree } from '../save.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { shortInstant } from '../words.ts'
import { defined } from './label-flags.ts'

export const peerList: Verb = {
  name: 'peer list',
  group: 'govern',
  examples: ['peer list', 'peer list --json'],
  run: async ({ out, say, ...session }) => {
    const { peers } = await (await session.node()).ask('/api/v1/status', Status)
    out.answer({ items: peers }, () => {
      const rows = peers.map(({ party, reachable, lastContact, behind }): Row => [
        party,
        reachable
          ? { text: say('cli.peer.reachable'), tone: 'good' }
          : { text: say('cli.peer.unreachable'), tone: 'bad' },
        shortInstant(lastContact),
        String(behind ?? 0),
      ])
      const titles = ['party', 'state', 'lastContact'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table([...titles, { title: say('cli.column.behind'), align: 'end' }], rows)
    })
    return 0
  },
}

const Added = z.looseObject({ name: z.string(), role: z.string(), token: z.string() })

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
    { flags: '--desk <DESK>', isRequired: true },
    { flags: '--token-out <F>', isRequired: true },
    { flags: '--clearance <L>' },
    { flags: '--categories <C,C>' },
  ],
  examples: ['user add desk-4 --role analyst --desk desk-4 --clearance restricted --token-out desk-4.token'],
  run: async (session, call) => {
    const { io, out, say } = session
    const path = resolve(io.cwd, needed(call, 'tokenOut'))
    await mustBeFree(session, path)
    const categories = names(call, 'categories')
    const json = defined({
      name: word(call),
      role: needed(call, 'role'),
      desk: needed(call, 'desk'),
      clearance: text(call, 'clearance'),
      categories: categories.length === 0 ? undefined : categories,
    })
    const added = await (await session.node()).ask('/api/v1/users', Added, { method: 'POST', json })
    await writeSecretFile(path, `${added.token}\n`)
    const { token: _token, ...account } = added
    out.answer({ ...account, tokenFile: path }, () => {
      out.line(say('cli.user.added', { name: added.name, role: added.role, file: path }))
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
        user.disabled === true ? { text: say('cli.user.off'), tone: 'warn' } : '',
      ])
      const titles = ['user', 'role', 'desk', 'clearance', 'note'].map((name) => ({ title: say(`cli.column.${name}`) }))
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
    const answer = await (await session.node()).ask(path, Anything, { method: 'POST' })
    session.out.answer(answer, () => session.out.line(session.say('cli.user.disabled', { name })))
    return 0
  },
}

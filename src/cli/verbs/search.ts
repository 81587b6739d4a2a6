import { z } from 'zod'
import { Hit, page } from '../answers.ts'
import { count, moment, text } from '../call.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { shortAct } from '../words.ts'

const Hits = page(Hit).extend({ lag: z.number().optional() })

export const search: Verb = {
  name: 'search',
  group: 'read',
  args: ['[QUERY]'],
  flags: [
    { flags: '--type <TYPE>' },
    { flags: '--author <P>' },
    { flags: '--category <CATEGORY>' },
    { flags: '--level <LEVEL>' },
    { flags: '--since <DATE>' },
    { flags: '--until <DATE>' },
    { flags: '--tlp <NAME>', choices: ['clear', 'green', 'amber', 'amber+strict', 'red'] },
    { flags: '--technique <ID>' },
    { flags: '--limit <N>' },
    { flags: '--after <CURSOR>' },
  ],
  examples: [
    'search "industrial controller"',
    'search 供应链 --type malware --since 2026-11-01',
    'search вредонос --author bor --json',
    'search --technique T1055.011 --category network-security',
  ],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const query = {
      q: call.args[0],
      type: text(call, 'type'),
      author: text(call, 'author'),
      category: text(call, 'category'),
      level: text(call, 'level'),
      since: moment(call, 'since'),
      until: moment(call, 'until'),
      tlp: text(call, 'tlp'),
      technique: text(call, 'technique'),
      limit: count(call, 'limit'),
      after: text(call, 'after'),
    }
    const answer = await client.ask('/api/v1/search', Hits, { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) out.note(say('cli.search.empty'))
      const rows = answer.items.map(({ act, object, type, name, author }): Row => [
        { text: out.isPlain ? act : shortAct(act), tone: 'accent' },
        author ?? '',
        type ?? '',
        name ?? '',
        object ?? '',
      ])
      const [actTitle, authorTitle, typeTitle, nameTitle, objectTitle] = [
        'act',
        'author',
        'type',
        'name',
        'object',
      ].map((column) => ({ title: say(`cli.column.${column}`) }))
      const columns = [actTitle, authorTitle, typeTitle, { ...nameTitle, fill: true }, objectTitle]
      if (rows.length > 0)
        out.table(
          columns.map((column) => ({ title: '', ...column })),
          rows,
        )
      if ((answer.lag ?? 0) > 0) out.note(say('cli.search.lag', { lag: answer.lag ?? 0 }))
      if (answer.next !== undefined) out.note(say('cli.list.moreAfter', { after: answer.next }))
    })
    return 0
  },
}

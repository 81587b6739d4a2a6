import { Related } from '../answers.ts'
import type { Client } from '../client.ts'
import type { Session } from '../session.ts'
import type { Row } from '../table.ts'
import { tellLag } from './tell-lag.ts'
import { shortAct, shortInstant } from '../words.ts'

/** What other states shared that bears the same as one object, a line for each find. */
export async function showRelated({ out, say }: Session, client: Client, path: string): Promise<number> {
  const answer = await client.ask(path, Related)
  out.answer(answer, () => {
    if (answer.items.length === 0) out.note(say('cli.show.unrelated'))
    const rows = answer.items.flatMap(({ value, finds }) =>
      finds.map(({ act, author, at, type, name }): Row => [
        value,
        author ?? '',
        shortInstant(at),
        type ?? '',
        name ?? '',
        { text: out.isPlain ? act : shortAct(act), tone: 'accent' },
      ]),
    )
    const columns = (['value', 'author', 'at', 'type', 'name', 'act'] as const).map((column) => {
      return { title: say(`cli.column.${column}`), fill: column === 'name' }
    })
    if (rows.length > 0) out.table(columns, rows)
    for (const { value, more } of answer.items) if (more) out.note(say('cli.show.moreRelated', { value }))
    tellLag({ out, say }, answer)
  })
  return 0
}

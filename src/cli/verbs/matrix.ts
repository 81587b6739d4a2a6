import { Matrix } from '../answers.ts'
import { moment, text } from '../call.ts'
import { renderGrid, type Mark } from '../grid.ts'
import { reasonsOf, sentenceOf } from '../report.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { cellsOf, wrapped } from '../width.ts'
import { shortInstant } from '../words.ts'

type Pair = Matrix['items'][number]
type Answer = Pair['answers'][number]

export const matrix: Verb = {
  name: 'matrix',
  group: 'read',
  args: ['[AUTHOR]', '[RECIPIENT]'],
  flags: [{ flags: '--category <C>' }, { flags: '--purpose <PURPOSE>' }, { flags: '--at <DAY>' }],
  examples: ['matrix', 'matrix alt', 'matrix alt cas', 'matrix --category drones --at 2027-01-01', 'matrix --json'],
  run: async (session, call) => {
    const [author, recipient] = call.args
    const found = await wholeMatrix(session, call)
    session.out.answer(found, () => {
      if (session.out.isPlain) return showRows(session, found)
      session.out.line(heading(session, found))
      session.out.line('')
      if (author !== undefined && recipient !== undefined) return showPair(session, found)
      showGrid(session, found, author === undefined ? byAuthor(found) : byCategory(session, found))
    })
    return 0
  },
}

/** Every page of it as one answer. */
async function wholeMatrix(session: Session, call: Call): Promise<Matrix> {
  const client = await session.node()
  const [author, recipient] = call.args
  const query = {
    author,
    recipient,
    category: text(call, 'category'),
    purpose: text(call, 'purpose'),
    at: moment(call, 'at'),
    limit: 500,
  }
  const first = await client.ask('/api/v1/charter/matrix', Matrix, { query })
  const items = [...first.items]
  let after = first.next
  while (after !== undefined) {
    const page = await client.ask('/api/v1/charter/matrix', Matrix, { query: { ...query, after } })
    if (page.items.length === 0) throw stop('answer-unreadable', { node: client.node.origin, path: 'matrix' })
    items.push(...page.items)
    after = page.next
  }
  const { next: _, ...rest } = first
  return { ...rest, items }
}

const titleOf = ({ say }: Session, title: Readonly<Record<string, string>>, name: string): string =>
  title[say.language] ?? title['en'] ?? name

function heading({ say }: Session, { at, purpose }: Matrix): string {
  return say('cli.matrix.heading', { at: shortInstant(at), purpose })
}

interface Drawn {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly title: string; readonly cells: readonly (readonly Answer[] | undefined)[] }[]
}

function byAuthor({ parties, items }: Matrix): Drawn {
  const answers = new Map(items.map((pair) => [`${pair.author} ${pair.recipient}`, pair.answers]))
  const rows = [...new Set(items.map(({ author }) => author))].map((author) => ({
    title: author,
    cells: parties.map((recipient) => answers.get(`${author} ${recipient}`)),
  }))
  return { columns: parties, rows }
}

/** Of one author: what goes to whom in each category. */
function byCategory(session: Session, { categories, items }: Matrix): Drawn {
  const rows = categories.map(({ name, title }) => ({
    title: titleOf(session, title, name),
    cells: items.map(({ answers }) => answers.filter((answer) => answer.categories.includes(name))),
  }))
  return { columns: items.map(({ recipient }) => recipient), rows }
}

function showGrid(session: Session, found: Matrix, { columns, rows }: Drawn): void {
  const { out, say, io } = session
  const width = (io.stdout.isTerminal ? io.stdout.columns : undefined) ?? usualWidth
  const ranks = new Map(found.levels.map(({ name }, rank) => [name, (rank + 1).toString(36)]))
  const grid = {
    columns,
    rows: rows.map(({ title, cells }) => ({ title, marks: cells.map((cell) => markOf(cell, ranks)) })),
  }
  for (const line of renderGrid(grid, { tone: out.tone, columns: width })) out.line(line)
  const levels = found.levels.map(({ name, title }) => `${ranks.get(name) ?? ''} ${titleOf(session, title, name)}`)
  const shown = new Set(grid.rows.flatMap(({ marks }) => marks.map(({ text }) => text)))
  const legend = [
    ...levels,
    ...(shown.has(nothing) ? [`${nothing} ${say('cli.matrix.nothing')}`] : []),
    ...([...shown].some((mark) => mark.endsWith('*')) ? [`* ${say('cli.matrix.some')}`] : []),
  ]
  out.line('')
  for (const line of besides(legend, width)) out.line(out.tone('dim', line))
  if (found.withoutNode.length > 0) {
    const text = say('cli.matrix.withoutNode', { parties: found.withoutNode.join(', ') })
    out.line('')
    for (const line of wrapped(text, width)) out.line(out.tone('dim', line))
  }
  showReasons(session, found, width)
}

/** Parts side by side, none of them broken over two lines. */
function besides(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ''}   ${part}`
    if (lines.length > 0 && cellsOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

const usualWidth = 80
const nothing = '·'

/** The rank of the highest level that goes, with a star where not every category goes so high. */
function markOf(answers: readonly Answer[] | undefined, ranks: ReadonlyMap<string, string>): Mark {
  if (answers === undefined) return { text: '' }
  const levels = answers.map(({ highest }) => (highest === undefined ? '' : (ranks.get(highest.level) ?? '?')))
  const most = levels.reduce((one, other) => (other > one ? other : one), '')
  if (most === '') return { text: nothing, tone: 'dim' }
  return levels.every((level) => level === most) ? { text: most, tone: 'good' } : { text: `${most}*`, tone: 'warn' }
}

/** Why nothing goes, each reason once with the pairs it holds for. */
function showReasons(session: Session, { items }: Matrix, width: number): void {
  const { out, say } = session
  const closed = items.flatMap(({ author, recipient, answers }) =>
    answers.flatMap(({ highest, refusal }) =>
      highest === undefined && refusal !== undefined ? [{ pair: `${author} → ${recipient}`, refusal }] : [],
    ),
  )
  const reasons = Map.groupBy(closed, ({ refusal: { code, params } }) =>
    [code, params?.['instrument'], params?.['lacking']].join(' '),
  )
  for (const [first, ...others] of [...reasons.values()].toSorted((one, other) => other.length - one.length)) {
    if (first === undefined) continue
    const pairs = new Set(others.map(({ pair }) => pair))
    pairs.delete(first.pair)
    out.line('')
    const more = pairs.size === 0 ? '' : ` ${say('cli.matrix.more', { count: pairs.size })}`
    const mark = out.tone('bad', '✗')
    const lines = wrapped(sentenceOf(first.refusal, say) + more, width - 2)
    for (const [at, line] of lines.entries()) out.line(`${at === 0 ? mark : ' '} ${line}`)
    for (const reason of reasonsOf(first.refusal, say).flatMap((line) => wrapped(line, width - 2))) {
      out.line(`  ${out.tone('dim', reason)}`)
    }
  }
}

/** One pair in full: per answer the categories, how far it goes and by what, and what stops it there. */
function showPair(session: Session, { items, categories }: Matrix): void {
  const { out, say, io } = session
  const width = (io.stdout.isTerminal ? io.stdout.columns : undefined) ?? usualWidth
  const titles = new Map(categories.map(({ name, title }) => [name, titleOf(session, title, name)]))
  for (const { author, recipient, answers } of items) {
    for (const { categories: covered, highest, refusal } of answers) {
      const names = covered.map((name) => titles.get(name) ?? name).join(' · ')
      const goes =
        highest === undefined
          ? say('cli.matrix.goesNot', { author, recipient })
          : say('cli.matrix.goes', { author, recipient, level: highest.level, basis: highest.basis ?? '' })
      out.line(`${highest === undefined ? out.tone('bad', '✗') : out.tone('good', '✓')} ${goes}`)
      for (const line of wrapped(names, width - 2)) out.line(`  ${line}`)
      if (highest?.secondOfficer === true) out.line(`  ${say('cli.preview.secondOfficer')}`)
      if (refusal === undefined) continue
      const above = highest === undefined ? '' : `${say('cli.matrix.above')} `
      for (const line of [above + sentenceOf(refusal, say), ...reasonsOf(refusal, say)]) {
        for (const part of wrapped(line, width - 2)) out.line(`  ${out.tone('dim', part)}`)
      }
    }
  }
}

/** A row per answer, for other programs. */
function showRows({ out, say }: Session, { items }: Matrix): void {
  const columns = ['author', 'to', 'category', 'level', 'basis', 'rule'].map((name) => ({
    title: say(`cli.column.${name}`),
  }))
  out.table(
    columns,
    items.flatMap(({ author, recipient, answers }) =>
      answers.map(({ categories, highest, refusal }) => [
        author,
        recipient,
        categories.join(','),
        highest?.level ?? '',
        highest?.basis ?? '',
        refusal?.code ?? '',
      ]),
    ),
  )
}

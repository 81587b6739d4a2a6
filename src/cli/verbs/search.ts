import { z } from 'zod'
import { Facets, Hit, page } from '../answers.ts'
import { count, isSet, moment, text } from '../call.ts'
import type { Session } from '../session.ts'
import type { Row } from '../table.ts'
import { defined } from './label-flags.ts'
import { keepSearch } from './keep-search.ts'
import { tellLag } from './tell-lag.ts'
import type { Call, Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { shortAct } from '../words.ts'

export const Hits = page(Hit).extend({
  lag: z.number().default(0),
  lagSince: z.string().optional(),
  facets: Facets.optional(),
  stopped: z.boolean().default(false),
  unasked: z.array(z.string()).default([]),
  searched: z.number().optional(),
  instead: z.string().optional(),
  place: z.string().optional(),
})

export const search: Verb = {
  name: 'search',
  group: 'read',
  args: ['[QUERY...]'],
  flags: [
    { flags: '--type <TYPE>' },
    { flags: '--author <P>' },
    { flags: '--category <CATEGORY>' },
    { flags: '--level <LEVEL>' },
    { flags: '--since <DATE>' },
    { flags: '--until <DATE>' },
    { flags: '--tlp <NAME>', choices: ['clear', 'green', 'amber', 'amber+strict', 'red'] },
    { flags: '--technique <ID>' },
    { flags: '--sort <ORDER>', choices: ['relevance', 'time'] },
    { flags: '--facets' },
    { flags: '--why' },
    { flags: '--limit <N>' },
    { flags: '--after <CURSOR>' },
    { flags: '--save <NAME>' },
  ],
  examples: [
    'search "industrial controller"',
    'search 供应链 --type malware --since 2026-11-01',
    'search вредоносный --author bor --sort time --why',
    'search --technique T1055.011 --category network-security --facets',
    'search drones --category drones --save drones',
  ],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const asked = defined(askedIn(call))
    const name = text(call, 'save')
    const query = {
      ...asked,
      sort: text(call, 'sort'),
      why: isSet(call, 'why') ? '1' : undefined,
      facets: isSet(call, 'facets') ? '1' : undefined,
      limit: count(call, 'limit'),
      after: text(call, 'after'),
      place: name === undefined ? undefined : '1',
    }
    const answer = await client.ask('/api/v1/search', Hits, { query })
    if (name !== undefined) await keepSearch(client, { name, query: asked, place: answer.place })
    out.answer(answer, () => {
      if (answer.stopped) out.note(say('cli.search.stopped'))
      if (answer.items.length === 0 && !answer.stopped) tellNone(session, answer)
      else tellFinds(session, answer, isSet(call, 'why'))
      if (answer.facets !== undefined) tellFacets(session, answer.facets)
      tellUnasked(session, answer.unasked)
      tellLag(session, answer)
      if (answer.next !== undefined) out.note(say('cli.list.moreAfter', { after: answer.next }))
      if (name !== undefined) out.note(say('cli.saved.kept', { name: harmless(name) }))
    })
    return 0
  },
}

/** What is looked for, as it is kept too. */
const askedIn = (call: Call) => ({
  q: call.args[0],
  type: text(call, 'type'),
  author: text(call, 'author'),
  category: text(call, 'category'),
  level: text(call, 'level'),
  since: moment(call, 'since'),
  until: moment(call, 'until'),
  tlp: text(call, 'tlp'),
  technique: text(call, 'technique'),
})

export function tellFinds(session: Session, { items }: Pick<z.output<typeof Hits>, 'items'>, why: boolean): void {
  if (!why) return tellHits(session, items)
  for (const hit of items) tellReasons(session, hit)
}

/** What a person may do next where nothing was found. */
function tellNone({ out, say }: Session, { searched, instead, unasked }: z.output<typeof Hits>): void {
  out.note(searched === undefined ? say('cli.search.emptyHere') : say('cli.search.empty', { searched }))
  if (instead !== undefined) out.note(say('cli.search.instead', { instead, quoted: quoted(instead) }))
  else if (unasked.length === 0) out.note(say('cli.search.fewer'))
}

function tellUnasked({ out, say }: Session, unasked: readonly string[]): void {
  if (unasked.length > 0) out.note(say('cli.search.unasked', { words: unasked.map(harmless).join(say('cli.comma')) }))
}

/** One word of a command line, whatever it holds. */
const quoted = (text: string): string => `'${harmless(text).replaceAll("'", String.raw`'\''`)}'`

function tellHits({ out, say }: Session, hits: readonly Hit[]): void {
  const notes = hits.some((hit) => noteOf(say, hit) !== '') ? ['note'] : []
  const titles = ['act', 'author', 'type', 'name', 'object', ...notes]
  const columns = titles.map((column) => ({
    title: say(`cli.column.${column}`),
    fill: column === 'name',
    spare: column === 'object',
  }))
  const rows = hits.map(({ act, object, type, name, author, translates, original, revocation }): Row => [
    { text: out.isPlain ? act : shortAct(act), tone: 'accent' },
    author ?? '',
    type ?? '',
    name ?? '',
    translates === undefined ? (object ?? '') : `→ ${originalWords(original)}${translates}`,
    ...notes.map(() => noteOf(say, { original, revocation })),
  ])
  out.table(columns, rows)
}

/** The object that a find translates, by its name. */
const originalWords = (original: Hit['original']): string => (original === undefined ? '' : `${original.name}  `)

function noteOf(say: Session['say'], { original, revocation }: Pick<Hit, 'original' | 'revocation'>): string {
  return [
    ...(revocation === undefined ? [] : [say(`cli.revocation.${revocation}`)]),
    ...(original?.isLast === false ? [say('cli.search.olderTranslated')] : []),
  ].join(say('cli.comma'))
}

/** A find by itself: what it is, the place in its text, and each word of the query with what stands for it. */
function tellReasons({ out, say }: Session, { act, author, type, name, snippet = '', ...hit }: Hit): void {
  const shown = out.isPlain ? act : shortAct(act)
  const of = [author, type, name]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => harmless(part ?? ''))
  out.line([out.tone('accent', harmless(shown)), ...of].join('  '))
  if (snippet !== '') out.line(`  ${marked(out, snippet, hit.highlights)}`)
  const note = noteOf(say, hit)
  if (note !== '') out.line(`  ${out.tone('warn', note)}`)
  if (hit.translates !== undefined) out.line(`  → ${harmless(originalWords(hit.original) + hit.translates)}`)
  for (const { how, word, where, asked, found } of hit.reasons)
    out.line(`  ${say('cli.search.why', { how, word, where, asked, found })}`)
}

function marked(out: Session['out'], snippet: string, highlights: Hit['highlights']): string {
  let [told, from] = ['', 0]
  for (const [start, end] of highlights) {
    told += harmless(snippet.slice(from, start)) + out.tone('good', harmless(snippet.slice(start, end)))
    from = end
  }
  return told + harmless(snippet.slice(from))
}

const facetKinds = ['type', 'category', 'author', 'level', 'tlp', 'technique', 'day'] as const

/** Of each kind; `--json` has all. */
const toldValues = 12

/** `malware 12, tool 3` for each kind of value. */
function tellFacets({ out, say }: Session, facets: Facets): void {
  const { finds, exact } = facets
  out.line('')
  out.line(say(exact ? 'cli.search.finds' : 'cli.search.moreFinds', { finds }))
  const comma = say('cli.comma')
  out.facts(
    facetKinds.flatMap((kind) => {
      const told = facets[kind].slice(0, toldValues).map(({ value, count: times }) => `${harmless(value)} ${times}`)
      const more = facets[kind].length - told.length
      if (told.length === 0) return []
      return [[say(`cli.search.facet.${kind}`), [...told, ...(more > 0 ? [`… +${more}`] : [])].join(comma)] as const]
    }),
  )
}

import { z } from 'zod'
import type { Instant } from '#kernel/instant.ts'
import type { Timers } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { instant, partySlug, slug } from '#protocol/acts/field.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf, pageQuery } from '#platform/http/page.ts'
import type { Charter } from '../charter.ts'
import type { House } from '../record/house.ts'
import { matrixPair, pairsOf, type MatrixPair } from './matrix.ts'

export const RefusalForm = z.object({
  kind: z.literal('refusal'),
  code: z.string(),
  rule: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})

const AnswerForm = z.object({
  categories: z.array(z.string()),
  highest: z.object({ level: z.string(), basis: z.string().optional(), secondOfficer: z.boolean() }).optional(),
  refusal: RefusalForm.optional(),
})

const matrix = {
  method: 'GET',
  path: '/api/v1/charter/matrix',
  action: 'charter.read',
  summary: 'Who may send what to whom, today or on a date, and why not: the gate asked for every pair and category.',
  query: z.strictObject({
    ...pageQuery,
    author: partySlug.optional(),
    recipient: partySlug.optional(),
    category: slug.optional(),
    purpose: slug.optional(),
    at: instant.refine((at) => at < '9000', 'before the year 9000').optional(),
  }),
  answer: z.object({
    at: z.string(),
    purpose: z.string(),
    parties: z.array(z.string()),
    /** Those with a standing and no node; nothing goes to them or comes from them. */
    withoutNode: z.array(z.string()),
    levels: z.array(z.object({ name: z.string(), title: z.record(z.string(), z.string()) })),
    categories: z.array(z.object({ name: z.string(), title: z.record(z.string(), z.string()) })),
    items: z.array(z.object({ author: z.string(), recipient: z.string(), answers: z.array(AnswerForm) })),
    next: z.string().optional(),
  }),
} as const satisfies Declaration

/** Pairs asked before others get their turn. */
const atOnce = 16

export interface MatrixPorts {
  readonly house: House
  readonly timers: Timers
  readonly cursors: Cursors
}

/** The matrix as page data: the same for the command line, the console and a program. */
export function matrixRoutes(api: Api, { house, timers, cursors }: MatrixPorts): void {
  api.route(matrix, async ({ reader, query }) => {
    const { limit = defaultLimit, after, ...asked } = query
    const use = { account: reader.account.name, query: `matrix ${JSON.stringify(asked)}` }
    const position = after === undefined ? undefined : cursors.read(use, after)
    if (isRefusal(position)) return position
    const charter = charterOn(house.charter(), asked.at)
    const at = asked.at ?? house.clock.now()
    const purpose = asked.purpose ?? [...charter.purposes.keys()][0] ?? ''
    const parties = [...charter.parties.keys()]
    const pairs = pairsOf(
      asked.author === undefined ? parties : [asked.author],
      asked.recipient === undefined ? parties : [asked.recipient],
    )
    const begun = pairs.findIndex(([author, recipient]) => author === position?.[0] && recipient === position[1])
    const categories = asked.category === undefined ? [...charter.categories.keys()] : [asked.category]
    const question = { charter, at, purpose, kind: kindOf('exchange.share/1'), categories }
    const found: MatrixPair[] = []
    for (const [author, recipient] of pairs.slice(begun + 1, begun + 2 + limit)) {
      if (found.length % atOnce === atOnce - 1) await timers.sleep(0)
      found.push(matrixPair(question, author, recipient))
    }
    return {
      at,
      purpose,
      parties: parties.toSorted(),
      withoutNode: [...charter.recorded.keys()].filter((party) => !charter.parties.has(party)).toSorted(),
      levels: [...charter.levelTitles].map(([name, title]) => ({ name, title })),
      categories: categories.map((name) => ({ name, title: charter.categories.get(name) ?? {} })),
      ...forms(pageOf(found, limit, ({ author, recipient }) => cursors.write(use, [author, recipient]))),
    }
  })
}

/** Of a day that was named, how old the charter would be by then is not asked: it answers by what is known now. */
export const charterOn = (charter: Charter, day: Instant | undefined): Charter =>
  day === undefined ? charter : { ...charter, headAt: 'untracked' }

function forms({ items, next }: { readonly items: readonly MatrixPair[]; readonly next?: string }) {
  return {
    items: items.map(({ answers, ...pair }) => ({
      ...pair,
      answers: answers.map((answer) => ({ ...answer, categories: [...answer.categories] })),
    })),
    ...(next === undefined ? {} : { next }),
  }
}

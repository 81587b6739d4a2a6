import type { ActId } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import { sourceOf, type Searchable } from '#platform/search/source.ts'
import { answers, passings, requests } from './tables.ts'

/** What is found of requests: the question under its title, and each answer under its own, given or passed on. */
export const consultationSource = sourceOf('consultation', documentsOf)

async function documentsOf(reads: Reads, acts: readonly ActId[]): Promise<ReadonlyMap<ActId, readonly Searchable[]>> {
  const query = { where: { act: { in: acts } }, limit: acts.length }
  const asked = await reads.select(requests, query)
  const given = await reads.select(answers, query)
  const passed = await reads.select(passings, query)
  return new Map([
    ...asked.map(({ act, request: { title, question, use } }) => [act, [documentOf(title, question, use)]] as const),
    ...given.map(({ act, answer: { title, text } }) => [act, [documentOf(title, text)]] as const),
    ...passed.map(({ act, passing: { title, text, use } }) => [act, [documentOf(title, text, use)]] as const),
  ])
}

const documentOf = (name: string, ...texts: readonly string[]): Searchable => ({
  position: 0,
  object: '',
  type: 'rfi',
  name,
  description: texts.join('\n'),
  aliases: [],
  values: [],
  tlp: [],
  translated: '',
  languages: [],
})

import type { ActId } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import { sourceOf, type Searchable } from '#platform/search/source.ts'
import { answers, consultations, messages, passings, requests } from './tables.ts'

/** What is found of this room: a question or a consultation under its title, each answer under its own, given or passed on, and what is written to one another. */
export const consultationSource = sourceOf('consultation', documentsOf)

async function documentsOf(reads: Reads, acts: readonly ActId[]): Promise<ReadonlyMap<ActId, readonly Searchable[]>> {
  const query = { where: { act: { in: acts } }, limit: acts.length }
  const asked = await reads.select(requests, query)
  const given = await reads.select(answers, query)
  const passed = await reads.select(passings, query)
  const consulted = await reads.select(consultations, query)
  const written = await reads.select(messages, query)
  return new Map([
    ...asked.map(({ act, request: { title, question, use } }) => [act, [documentOf(title, question, use)]] as const),
    ...given.map(({ act, answer: { title, text } }) => [act, [documentOf(title, text)]] as const),
    ...passed.map(({ act, passing: { title, text, use } }) => [act, [documentOf(title, text, use)]] as const),
    ...consulted.map(({ act, request: { title, reason } }) => [act, [documentOf(title, reason)]] as const),
    ...written.map(({ act, message: { text } }) => [act, [documentOf('', text)]] as const),
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

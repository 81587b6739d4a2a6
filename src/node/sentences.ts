import { readdirSync, readFileSync } from 'node:fs'
import { catalogueOf, sentencesOf } from '#kernel/message.ts'
import type { Sentences } from '#platform/http/problem.ts'

const folder = new URL('../../locales/', import.meta.url)

/** Every catalogue of the product, read once: what the node says at its edge. */
export function loadSentences(): Sentences {
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const catalogues = languages.map(({ name }) => [name, catalogueOf(rooms(name))] as const)
  const sentences = sentencesOf(Object.fromEntries(catalogues))
  return (language, key, params) => sentences.say(language, key, params)
}

function rooms(language: string): Readonly<Record<string, unknown>> {
  const files = readdirSync(new URL(`${language}/`, folder)).filter((name) => name.endsWith('.json'))
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${language}/${name}`, folder), 'utf8'))
  return Object.fromEntries(files.map((name) => [name.slice(0, -'.json'.length), read(name)]))
}

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogueOf, sentencesOf } from '#kernel/message.ts'
import { languages } from './language.ts'

const texts = (language: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../locales/${language}/refusals.json`, import.meta.url), 'utf8'))
const sentences = sentencesOf(
  Object.fromEntries(languages.map((language) => [language, catalogueOf({ refusals: texts(language) })])),
)

/** Refusals of this folder and of links, with the parameters that they are made with. */
const made = {
  'cursor-invalid': {},
  'digest-mismatch': {},
  internal: { ref: 'A-7F3KQ2' },
  'link-key-unknown': {},
  'link-misaddressed': {},
  'link-replayed': {},
  'link-signature-invalid': {},
  'link-unsigned': {},
  'media-type': { accepts: 'application/json' },
  'method-not-allowed': { allow: 'GET, HEAD' },
  'not-authenticated': {},
  'not-found': {},
  'not-strict-json': { finding: 'float', at: 7 },
  'request-invalid': { part: 'body', path: '/to', problem: 'invalid_type' },
  'role-not-allowed': { role: 'analyst', action: 'content.share', roles: 'liaison' },
  'too-large': { limit: 1000 },
  'too-many-connections': { limit: 8 },
  'too-slow': { idleSeconds: 10, totalSeconds: 30 },
  unavailable: { ref: 'A-7F3KQ2' },
}

test.each(languages)('H8 every refusal of the edge has its sentence and its way out in %s', (language) => {
  for (const [code, params] of Object.entries(made)) {
    for (const part of ['sentence', 'wayOut']) {
      const key = `refusals.${code}.${part}`
      expect(sentences.has(language, key), key).toBe(true)
      const text = sentences.say(language, key, params)
      expect(text, key).not.toMatch(/[–{}]|^refusals\./u)
    }
  }
})

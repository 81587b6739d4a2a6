import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { codes } from '../src/protocol/codes.ts'
import { top } from './judges.ts'

/** Where the page stands, from the project's folder. */
export const errorsPath = 'docs/errors.md'

interface Texts {
  readonly sentence: string
  readonly wayOut: string
}

/** A part of a message as its parser gives it; the numbers of the types are those of the library. */
interface Part {
  readonly type: number
  readonly value?: string
  readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>
}

const [literal, choice, plural, pound] = [0, 5, 6, 7]

const intro = `# Errors

Made from \`src/protocol/codes.ts\` and \`locales/en/refusals.json\` by \`node_modules/.bin/node scripts/errors-page.ts\`; a test says when it is out of date.

Every expected no has a code from this closed table. A code is a word of the wire: receipts carry it, so codes are added and never
renamed. Programs read the code, the rule and the parameters; the sentence and the way out are for people, in their language
(\`Accept-Language\`, or \`--lang\`; English, Russian and Chinese are there).

Over HTTP a refusal is a problem document (RFC 9457, \`application/problem+json\`):

\`\`\`json
{
  "type": "urn:tamga:level-above-ceiling",
  "title": "Forbidden",
  "status": 403,
  "detail": "cas would not receive this: no agreement in force for alt and cas covers secret; exchange-1 goes up to restricted.",
  "code": "level-above-ceiling",
  "rule": "protocol 9: level",
  "params": { "agreement": "exchange-1", "author": "alt", "ceiling": "restricted", "level": "secret", "recipient": "cas" },
  "wayOut": "Choose a level up to restricted, or leave cas out.",
  "ref": "A-8ZR24B"
}
\`\`\`

\`ref\` is drawn at random and stands in the node's log as well. On the command line the same refusal is a sentence, its rule, its way out and its
reference on standard error, or the problem document on standard output with \`--json\`, and the exit code:

| Exit | Means |
|---|---|
| 0 | done |
| 1 | failed |
| 2 | usage |
| 3 | refused by policy |
| 4 | not found or not allowed |
| 5 | verification failed |
| 6 | not reachable, or not yet: try again |
| 130 | interrupted |

A fault (a bug, a broken disk, a database that is gone) is no refusal. It leaves as \`internal\`, as \`unavailable\` where it passes by itself, as \`disk-full\`,
or as \`outcome-unknown\` where the database was lost at the moment of writing, and says nothing of its cause outside the node's log.

In the table \`{name}\` stands for a parameter; alternatives that depend on one are parted by a slash.

| Code | Status | Exit | Sentence | Way out |
|---|---|---|---|---|
`

/** The page as it should be, from the table of codes and the English catalogue. */
export function errorsPage(): string {
  const texts = JSON.parse(readFileSync(`${top}locales/en/refusals.json`, 'utf8')) as Readonly<Record<string, Texts>>
  const rows = Object.entries(codes)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { status, exit }]) => {
      const { sentence, wayOut } = texts[code] ?? { sentence: '', wayOut: '' }
      return `| \`${code}\` | ${status} | ${exit} | ${cell(sentence)} | ${cell(wayOut)} |\n`
    })
  return intro + rows.join('')
}

function cell(message: string): string {
  const parts = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst() as readonly Part[]
  return textOf(parts, '').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
}

/** `counted`: the parameter that `#` stands for. */
function textOf(parts: readonly Part[], counted: string): string {
  return parts
    .map(({ type, value = '', options = {} }) => {
      if (type === literal) return value
      if (type === pound) return `{${counted}}`
      const cases = Object.values(options).map((option) => textOf(option.value, value))
      if (type === plural) return cases.at(-1) ?? ''
      return type === choice ? cases.filter((text) => text !== '').join(' / ') : `{${value}}`
    })
    .join('')
}

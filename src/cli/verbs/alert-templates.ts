import { z } from 'zod'
import type { Client } from '../client.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

const Template = z.looseObject({
  name: z.string(),
  title: z.record(z.string(), z.string()),
  category: z.string(),
  cap: z.array(z.string()),
  urgency: z.string(),
  severity: z.string(),
  certainty: z.string(),
  response: z.array(z.string()).optional(),
  texts: z.record(
    z.string(),
    z.looseObject({ event: z.string(), headline: z.string(), instruction: z.string().optional() }),
  ),
})
export type Template = z.infer<typeof Template>

const templatesOf = async (client: Client): Promise<readonly Template[]> =>
  (await client.ask('/api/v1/alert-templates', z.looseObject({ items: z.array(Template) }))).items

/** The template of that name; where there is none, those that there are. */
export async function templateNamed(client: Client, name: string): Promise<Template> {
  const all = await templatesOf(client)
  const found = all.find((each) => each.name === name)
  if (found !== undefined) return found
  throw stop('template-unknown', { name, known: all.map((each) => each.name).join(', ') })
}

/** What the officer says takes the place of the template's words, the headline in his own language alone. */
export function blocksFrom(
  template: Template,
  said: Readonly<Record<string, unknown>>,
  language: string,
): readonly Readonly<Record<string, unknown>>[] {
  const { cap: category, urgency, severity, certainty, response, texts } = template
  const { headline, event, description, instruction, ...facts } = said
  const own = Object.fromEntries(
    Object.entries({ headline, event, description, instruction }).filter(([, value]) => value !== undefined),
  )
  return Object.entries(texts).map(([tag, text]) => ({
    language: tag,
    category,
    ...(response === undefined ? {} : { responseType: response }),
    urgency,
    severity,
    certainty,
    ...text,
    ...(tag.split('-')[0] === language ? own : {}),
    ...facts,
  }))
}

export const alertTemplates: Verb = {
  name: 'alert templates',
  group: 'read',
  examples: ['alert templates', 'alert templates --json'],
  run: async ({ node, out, say }) => {
    const items = await templatesOf(await node())
    out.answer({ items }, () => {
      if (items.length === 0) return out.note(say('cli.alert.noTemplates'))
      out.facts(
        items.map(({ name, title, texts }) => {
          const text = texts[say.language] ?? Object.values(texts)[0]
          return [name, `${title[say.language] ?? title['en'] ?? name}: ${text?.headline ?? ''}`]
        }),
      )
    })
    return 0
  },
}

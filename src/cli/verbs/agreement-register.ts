import { z } from 'zod'
import { AgreementText } from '#protocol/acts/agreement-text.ts'
import { calendarText } from '#protocol/agreement/calendar.ts'
import { discords } from '#protocol/agreement/concordance.ts'
import { deadlines, type Deadline } from '#protocol/agreement/deadlines.ts'
import { lawOf } from '#protocol/agreement/law.ts'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { page } from '../answers.ts'
import { count, text, word } from '../call.ts'
import { namedFile } from '../named-file.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { shortInstant } from '../words.ts'
import { askedOf, titleOf } from './agreement-asked.ts'

const Listed = z.looseObject({
  name: z.string(),
  title: z.record(z.string(), z.string()).default({}),
  state: z.string(),
  entry: z.string().optional(),
  inForceFor: z.array(z.string()).default([]),
})

export const agreementList: Verb = {
  name: 'agreement list',
  group: 'agreements',
  examples: ['agreement list', 'agreement list --json'],
  run: async ({ out, say, ...session }) => {
    const { items } = await (await session.node()).ask('/api/v1/agreements', page(Listed))
    out.answer({ items }, () => {
      const columns = ['name', 'state', 'inForce', 'parties'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const rows = items.map(({ name, state, entry, inForceFor }) => {
        const word_ = say.has(`agreement.state.${state}`) ? say(`agreement.state.${state}`) : state
        return [name, word_, entry?.slice(0, 10) ?? '', inForceFor.join(', ')]
      })
      out.table(columns, rows)
    })
    return 0
  },
}

/** As a node answers it; a draft has been corrected by nobody. */
const AdoptedText = AgreementText.extend({ corrected: z.array(z.object({ at: z.string() })).exactOptional() })

export const agreementText: Verb = {
  name: 'agreement text',
  group: 'agreements',
  args: ['<AGREEMENT>'],
  flags: [{ flags: '--language <TAG>' }],
  examples: ['agreement text open-skies --language ru'],
  run: async (session, call) => {
    const { out, say } = session
    const path = `/api/v1/agreements/${encodeURIComponent(word(call))}/text`
    const found = await (await session.node()).ask(path, AdoptedText)
    const language = text(call, 'language')
    const editions = found.authentic.filter((edition) => language === undefined || edition.language === language)
    out.answer(found, () => {
      for (const { at } of found.corrected ?? []) out.line(say('cli.agreement.corrected', { at: shortInstant(at) }))
      for (const { language: tag, articles } of editions) {
        out.line(out.tone('strong', tag))
        for (const { number, heading = '', paragraphs } of articles) {
          out.line(out.tone('accent', `${number} ${harmless(heading)}`.trimEnd()))
          for (const paragraph of paragraphs) out.line(`${paragraph.number}. ${harmless(paragraph.text)}`)
        }
      }
    })
    return 0
  },
}

const Moments = page(
  z.looseObject({
    at: z.string(),
    kind: z.string(),
    party: z.string().default(''),
    deed: z.string().optional(),
    reservation: z.string().default(''),
    step: z.string().optional(),
  }),
)

export const agreementTimeline: Verb = {
  name: 'agreement timeline',
  group: 'agreements',
  args: ['<AGREEMENT>'],
  examples: ['agreement timeline open-skies', 'agreement timeline open-skies --json'],
  run: async (session, call) => {
    const { out, say } = session
    const name = word(call)
    const path = `/api/v1/agreements/${encodeURIComponent(name)}/timeline`
    const { items } = await (await session.node()).ask(path, Moments)
    out.answer({ items }, () => {
      const rows = items.map(({ at, kind, party, deed, reservation, step }): Row => {
        if (deed !== undefined) return [shortInstant(at), party, say(`words.deed.${deed}`)]
        const named = step === undefined ? '' : say(`agreement.step.${step}`)
        const known = say.has(`agreement.day.${kind}`)
        return [
          shortInstant(at),
          party,
          known ? say(`agreement.day.${kind}`, { title: name, party, reservation, step: named }) : kind,
        ]
      })
      out.table(
        ['at', 'party', 'deed'].map((title) => ({ title: say(`cli.column.${title}`) })),
        rows,
      )
    })
    return 0
  },
}

const Reminders = page(
  z.looseObject({
    agreement: z.string(),
    kind: z.string(),
    at: z.string().optional(),
    step: z.string().optional(),
    of: z.string().default(''),
    blockers: z.array(z.string()).default([]),
  }),
)

export const agreementReminders: Verb = {
  name: 'agreement reminders',
  group: 'agreements',
  flags: [{ flags: '--days <N>' }],
  examples: ['agreement reminders', 'agreement reminders --days 90 --json'],
  run: async (session, call) => {
    const { out, say } = session
    const query = { days: count(call, 'days') }
    const { items } = await (await session.node()).ask('/api/v1/agreement-reminders', Reminders, { query })
    out.answer({ items }, () => {
      const rows = items.map(({ agreement, kind, at, step, of, blockers }): Row => {
        const named = step === undefined ? '' : say(`agreement.step.${step}`)
        const key = `cli.reminder.${kind}`
        const text_ = say.has(key) ? say(key, { step: named, party: of }) : kind
        return [agreement, shortInstant(at), text_, blockers.map(harmless).join('; ')]
      })
      if (rows.length === 0) out.line(say('cli.reminder.none'))
      else
        out.table(
          ['name', 'at', 'note', 'blockers'].map((title) => ({ title: say(`cli.column.${title}`) })),
          rows,
        )
    })
    return 0
  },
}

const Notified = page(
  z.looseObject({
    party: z.string(),
    kind: z.string(),
    at: z.string(),
    entry: z.looseObject({ number: z.number() }).optional(),
    parties: z.array(z.looseObject({ party: z.string(), state: z.string(), at: z.string().optional() })),
  }),
)

export const agreementNotifications: Verb = {
  name: 'agreement notifications',
  group: 'agreements',
  args: ['<AGREEMENT>'],
  examples: ['agreement notifications open-skies', 'agreement notifications open-skies --json'],
  run: async (session, call) => {
    const { out, say } = session
    const path = `/api/v1/agreements/${encodeURIComponent(word(call))}/notifications`
    const { items } = await (await session.node()).ask(path, Notified)
    out.answer({ items }, () => {
      const columns = ['number', 'at', 'party', 'deed', 'to', 'state', 'receivedAt'].map((name) => ({
        title: say(`cli.column.${name}`),
      }))
      const rows = items.flatMap(({ party, kind, at, entry, parties }) =>
        parties
          .filter(({ state }) => state !== 'notifier')
          .map((to): Row => {
            const isKnown = say.has(`cli.notified.${to.state}`)
            const how = isKnown ? say(`cli.notified.${to.state}`) : to.state
            const deed = say(`words.deed.${kind}`)
            return [String(entry?.number ?? ''), shortInstant(at), party, deed, to.party, how, shortInstant(to.at)]
          }),
      )
      out.table(columns, rows)
    })
    return 0
  },
}

/** Whatever has a text: a proposal's change, or a text alone. */
const WithText = z.union([z.looseObject({ text: AgreementText }).transform((found) => found.text), AgreementText])
const maxTextBytes = 4_194_304

export const agreementCheck: Verb = {
  name: 'agreement check',
  group: 'agreements',
  args: ['<FILE>'],
  examples: ['agreement check text.json'],
  run: async ({ out, say, io }, call) => {
    const read = WithText.safeParse(json(decodeUtf8(await namedFile(io, word(call), maxTextBytes)), word(call)))
    if (!read.success) throw stop('file-not-agreement', { file: word(call) })
    const found = discords(read.data)
    const errors = found.filter(({ severity }) => severity === 'error').length
    out.answer({ concordant: errors === 0, discords: found }, () => {
      for (const { kind, language, article, paragraph = '', severity } of found) {
        const said = say(`agreement.discord.${kind}`, { language, article, paragraph })
        out.line(out.tone(severity === 'error' ? 'bad' : 'warn', said))
      }
      if (errors === 0) out.line(say('cli.agreement.concordant'))
    })
    return errors === 0 ? 0 : 5
  },
}

function json(content: string | undefined, file: string): unknown {
  try {
    return JSON.parse(content ?? '')
  } catch {
    throw stop('file-not-json', { file })
  }
}

export const agreementCalendar: Verb = {
  name: 'agreement calendar',
  group: 'agreements',
  args: ['<AGREEMENT>'],
  examples: ['agreement calendar open-skies > open-skies.ics', 'agreement calendar agreement.json'],
  run: async (session, call) => {
    const { facts, at } = await askedOf(session, call)
    const { law } = lawOf(facts.clauses, facts.events)
    const days = deadlines({ ...facts, law })
    const title = titleOf(session, facts)
    const calendar = calendarText({
      name: facts.name,
      utcOffset: facts.clauses.utcOffset,
      asOf: at,
      deadlines: days,
      summary: (day) => summary(session, title, day),
    })
    session.out.answer({ name: facts.name, deadlines: days }, () =>
      session.out.bytes(new TextEncoder().encode(calendar)),
    )
    return 0
  },
}

function summary({ say }: Session, title: string, { kind, party, reservation, step }: Deadline): string {
  const named = step === undefined ? '' : say(`agreement.step.${step}`)
  return say(`agreement.day.${kind}`, { title, party: party ?? '', reservation: reservation ?? '', step: named })
}

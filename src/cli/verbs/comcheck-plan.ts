import { z } from 'zod'
import { count, needed, text, word } from '../call.ts'
import type { Say } from '../catalogue.ts'
import { stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { shortInstant } from '../words.ts'
import { Plan } from './comcheck-answers.ts'
import { checkWish } from './comcheck.ts'
import { daysOf, daysText } from './desk-hours.ts'

const path = '/api/v1/comcheck-plans'

const comcheckPlan: Verb = {
  name: 'comcheck plan',
  group: 'contact',
  args: ['<DESKS>'],
  flags: [
    { flags: '--times <TIME,TIME>' },
    { flags: '--random <N>' },
    { flags: '--between <TIME-TIME>' },
    { flags: '--days <DAYS>' },
    { flags: '--zone <ZONE>', isRequired: true },
    { flags: '--pick <N>' },
    { flags: '--reply-within <MINUTES>' },
  ],
  examples: [
    'comcheck plan bor/duty,cas/duty --times 09:00,21:00 --zone Asia/Almaty',
    'comcheck plan all --random 2 --between 08:00-20:00 --days mon-fri --zone Asia/Almaty --pick 3',
  ],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const days = text(call, 'days')
    const json = {
      ...checkWish(call),
      zone: needed(call, 'zone'),
      ...(days === undefined ? {} : { days: days.split(',').flatMap(daysOf) }),
      when: whenOf(call),
    }
    const done = await client.ask(path, z.looseObject({ plan: z.string() }), { method: 'POST', json })
    out.answer(done, () => {
      out.line(done.plan)
      out.note(say('cli.comcheck.planned', { command: `tamga comcheck end ${done.plan}` }))
    })
    return 0
  },
}

/** At times of the day, or so many times a day, which nobody can foresee. */
function whenOf(call: Call) {
  const [times, random] = [text(call, 'times'), count(call, 'random')]
  if (times !== undefined) return { kind: 'at', times: times.split(',').map((time) => time.trim()) }
  if (random === undefined) throw stop('option-missing', { option: '--times' })
  const between = text(call, 'between') ?? '00:00-24:00'
  const [, from = '', until = ''] = /^(\d\d:\d\d)-(\d\d:\d\d)$/u.exec(between) ?? []
  if (from === '') throw stop('option-invalid', { option: '--between', value: between })
  return { kind: 'random', count: random, from, until }
}

const comcheckPlans: Verb = {
  name: 'comcheck plans',
  group: 'contact',
  examples: ['comcheck plans', 'comcheck plans --json'],
  run: async ({ node, out, say }) => {
    const client = await node()
    const answer = await client.ask(path, z.looseObject({ items: z.array(Plan) }))
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.comcheck.noPlans'))
      const titles = ['plan', 'when', 'last', 'next', 'desks'].map((name) => say(`cli.comcheck.column.${name}`))
      out.table(
        titles.map((title, at) => (at === titles.length - 1 ? { title, fill: true } : { title })),
        answer.items.map((plan) => [
          { text: plan.plan, tone: 'accent' },
          whenText(say, plan),
          shortInstant(plan.last?.slot),
          shortInstant(plan.next),
          `${plan.desks === 'all' ? say('cli.comcheck.all') : plan.desks.join(' ')}${plan.pick === undefined ? '' : ` (${plan.pick})`}`,
        ]),
      )
      for (const { plan, stopped } of answer.items)
        if (stopped !== undefined) out.warn(say('cli.comcheck.stopped', { plan }))
    })
    return 0
  },
}

function whenText(say: Say, { schedule: { when, zone, days } }: Plan): string {
  const on = days.length === 7 ? '' : `${daysText(days, (day) => say(`cli.desk.day.${day}`))} `
  if (when.kind === 'at') return `${on}${when.times.join(' ')} (${zone})`
  return `${on}${say('cli.comcheck.random', { count: when.count, from: when.from, until: when.until })} (${zone})`
}

const comcheckEnd: Verb = {
  name: 'comcheck end',
  group: 'contact',
  args: ['<PLAN>'],
  examples: ['comcheck end plan-3f2a9c1b00d1e2f3'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    await client.raw(`${path}/${encodeURIComponent(word(call))}`, { method: 'DELETE' })
    out.answer({ plan: word(call) }, () => out.line(say('cli.comcheck.ended')))
    return 0
  },
}

export const comcheckPlanVerbs: readonly Verb[] = [comcheckPlan, comcheckPlans, comcheckEnd]

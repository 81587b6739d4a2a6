import { z } from 'zod'
import type { HeldAlert } from '#protocol/cap/container-read.ts'
import { count, isSet, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { namedFile } from '../named-file.ts'
import type { Session } from '../session.ts'
import { Stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { findingLine } from './alert.ts'
import { Sent } from './alert-answers.ts'
import { defined, labelFlags, labelWish } from './label-flags.ts'

const Brought = Sent.extend({ outcome: z.enum(['sent', 'updated', 'cancelled']) })

/** What became of one alert of the file. */
interface Outcome {
  readonly place: string
  readonly identifier?: string
  readonly outcome: 'sent' | 'updated' | 'cancelled' | 'known' | 'refused'
  readonly act?: string
  readonly code?: string
}

export const alertImport: Verb = {
  name: 'alert import',
  group: 'exchange',
  args: ['<FILE>'],
  flags: [
    ...labelFlags,
    { flags: '--hours <N>' },
    { flags: '--exercise <NAME>' },
    { flags: '--test' },
    { flags: '--unverified' },
  ],
  examples: [
    'alert import warning.xml --to bor,cas --category natural-hazards --level restricted',
    'alert import feed.atom --to bor --category natural-hazards --level restricted --json',
  ],
  run: async (session, call) => {
    const flag = (name: string) => (isSet(call, name) ? true : undefined)
    const drill = defined({ exercise: text(call, 'exercise'), test: flag('test'), unverified: flag('unverified') })
    const wish = { ...labelWish(call), ...defined({ hours: count(call, 'hours') }), ...drill }
    // The XML parser is loaded by those who read XML.
    const { readHeldAlerts } = await import('#protocol/cap/container-read.ts')
    const { mostCapBytes } = await import('#protocol/cap/xml-open.ts')
    const { alerts, findings } = readHeldAlerts(await namedFile(session.io, word(call), mostCapBytes))
    for (const finding of findings) session.out.note(findingLine(session, finding))
    const client = await session.node()
    const outcomes: Outcome[] = []
    for (const held of alerts) outcomes.push(await broughtBy(client, held, wish))
    session.out.answer({ entries: outcomes, counts: countsOf(outcomes), findings }, () => show(session, outcomes))
    const isWhole = alerts.length > 0 && findings.every(({ severity }) => severity !== 'error')
    if (!isWhole) return 5
    return outcomes.some(({ outcome }) => outcome === 'refused') ? 3 : 0
  },
}

async function broughtBy(client: Client, held: HeldAlert, wish: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const { place, alert, document } = held
  const about = { place, ...(alert === undefined ? {} : { identifier: alert.identifier }) }
  try {
    const json = { ...wish, document }
    const { outcome, act } = await client.ask('/api/v1/alerts/import', Brought, { method: 'POST', json })
    return { ...about, outcome, act }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const { code = '', params = {} } = error.problem
    // What is amiss with the node or the link is amiss with every entry.
    if (code !== 'alert-unfit' && error.exit !== 3 && error.exit !== 5) throw error
    if (code === 'alert-known') return { ...about, outcome: 'known', act: String(params['act']) }
    return { ...about, outcome: 'refused', code }
  }
}

const countsOf = (outcomes: readonly Outcome[]): Readonly<Record<Outcome['outcome'], number>> => {
  const counts = { sent: 0, updated: 0, cancelled: 0, known: 0, refused: 0 }
  for (const { outcome } of outcomes) counts[outcome] += 1
  return counts
}

function show({ out, say }: Session, outcomes: readonly Outcome[]): void {
  for (const { place, identifier = '', outcome, act, code } of outcomes) {
    const tone = outcome === 'refused' ? 'bad' : outcome === 'known' ? 'dim' : 'good'
    const words = out.tone(tone, say(`cli.alert.imported.${outcome}`))
    const why = code === undefined ? (act ?? '') : code
    out.line([words, place, harmless(identifier), why].filter((part) => part !== '').join('  '))
  }
  out.note(say('cli.alert.imports', countsOf(outcomes)))
}

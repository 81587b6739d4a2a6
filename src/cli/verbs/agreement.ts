import type { Instant } from '#kernel/instant.ts'
import { consentKinds } from '#protocol/acts/agreement-clauses.ts'
import { dateText } from '#protocol/agreement/day.ts'
import type { AgreementFacts } from '#protocol/agreement/facts.ts'
import { forecast } from '#protocol/agreement/forecast.ts'
import type { Forecast } from '#protocol/agreement/forecast.ts'
import { lawOf } from '#protocol/agreement/law.ts'
import { pairTable } from '#protocol/agreement/pairs.ts'
import type { PairEffect } from '#protocol/agreement/pairs.ts'
import { statusOf } from '#protocol/agreement/status.ts'
import type { AgreementStatus, StatusRow } from '#protocol/agreement/status.ts'
import { isSet } from '../call.ts'
import type { Session } from '../session.ts'
import type { Row } from '../table.ts'
import type { Verb } from '../verb.ts'
import { sentenceOf } from '../report.ts'
import { askedOf, titleOf } from './agreement-asked.ts'

export const agreementStatus: Verb = {
  name: 'agreement status',
  group: 'agreements',
  args: ['<AGREEMENT>'],
  flags: [{ flags: '--at <DATE>' }, { flags: '--pairs' }],
  examples: [
    'agreement status open-skies',
    'agreement status agreement.json',
    'agreement status agreement.json --at 1980-01-27 --json',
    'agreement status agreement.json --pairs',
  ],
  run: async (session, call) => {
    const { facts, at } = await askedOf(session, call)
    const { clauses, events } = facts
    const { law, refused } = lawOf(
      clauses,
      events.filter((event) => event.at <= at),
    )
    const status = statusOf(clauses, law, at)
    const pairs = isSet(call, 'pairs') ? pairTable({ clauses, law, at }) : undefined
    session.out.answer({ name: facts.name, ...status, ...(pairs && { pairs }), refused }, () => {
      showStatus(session, facts, status)
      if (pairs !== undefined) showPairs(session, pairs)
    })
    for (const { event, refusal } of refused) {
      const { code, rule, params } = refusal
      const problem = { code, rule, params: { ...params } }
      session.out.warn(
        session.say('cli.agreement.refused', { event: event.id, sentence: sentenceOf(problem, session.say) }),
      )
    }
    return refused.length === 0 ? 0 : 3
  },
}

export const agreementForecast: Verb = {
  name: 'agreement forecast',
  group: 'agreements',
  args: ['<AGREEMENT>'],
  flags: [{ flags: '--at <DATE>' }],
  examples: ['agreement forecast open-skies', 'agreement forecast agreement.json --at 2027-01-01 --json'],
  run: async (session, call) => {
    const { facts, at } = await askedOf(session, call)
    const found = forecast({ ...facts, asOf: at })
    session.out.answer({ name: facts.name, at, ...found }, () => showForecast(session, facts, found))
    return 0
  },
}

function showStatus(session: Session, facts: AgreementFacts, status: AgreementStatus): void {
  const { out, say } = session
  const date = (at: Instant | undefined): string => (at === undefined ? '' : dateText(at, facts.clauses.utcOffset))
  const { met, entry, ends, state, at } = status
  const pairs: readonly (readonly [string, string])[] = [
    [say('cli.fact.state'), say(`agreement.state.${state}`)],
    ...(met === undefined ? [] : [[say('cli.agreement.met'), date(met.at)] as const]),
    ...(entry === undefined ? [] : [[say('cli.agreement.entry'), date(entry)] as const]),
    ...(ends === undefined ? [] : [[say('cli.agreement.ends'), date(ends)] as const]),
    ...(status.registrations ?? []).map(({ register, number, at: on }) => {
      return [say('cli.agreement.registered'), `${register}, ${number} (${date(on)})`] as const
    }),
  ]
  out.line(out.tone('strong', say('cli.agreement.title', { title: titleOf(session, facts), at: date(at) })))
  out.facts(pairs)
  const columns = ['party', 'state', 'signature', 'consent', 'inForce', 'until', 'reservations']
  out.table(
    columns.map((name) => ({ title: say(`cli.column.${name}`) })),
    status.parties.map((row) => partyRow(session, row, date)),
  )
}

function partyRow({ say }: Session, row: StatusRow, date: (at: Instant | undefined) => string): Row {
  const { party, state, signature, consent, terms, reservations } = row
  const last = terms.at(-1)
  return [
    party,
    { text: say(`agreement.party.${state}`), tone: state === 'party' ? 'good' : 'dim' },
    signature === undefined ? '' : `${date(signature.at)}${signature.form === 'ad-referendum' ? ' ref' : ''}`,
    consent === undefined ? '' : `${date(consent.at)} ${consentKinds[consent.kind]}`.trimEnd(),
    date(last?.from),
    date(last?.until),
    reservations.join(', '),
  ]
}

function showPairs({ out, say }: Session, pairs: readonly PairEffect[]): void {
  const rows = pairs.flatMap(({ parties, force, articles }): readonly Row[] => {
    const pair = parties.join(' – ')
    if (force === 'objection') return [[pair, { text: say('cli.agreement.notBetween'), tone: 'bad' }, '', '']]
    return articles.map(({ article, effect, by, answer }) => [
      pair,
      say('cli.agreement.article', { article, effect }),
      by,
      say(`agreement.answer.${answer}`),
    ])
  })
  if (rows.length === 0) out.line(say('cli.agreement.asWritten'))
  else
    out.table(
      [
        { title: say('cli.column.pair') },
        { title: say('cli.column.effect') },
        { title: say('cli.column.reservedBy') },
        { title: say('cli.column.answer') },
      ],
      rows,
    )
}

function showForecast(session: Session, facts: AgreementFacts, found: Forecast): void {
  const { out, say } = session
  const date = (at: Instant | undefined): string => (at === undefined ? '' : dateText(at, facts.clauses.utcOffset))
  const { settled, earliest, likely, latest, confidence, lacks, prospects } = found
  if (settled !== undefined) out.line(say('cli.agreement.settled', { date: date(settled) }))
  else if (likely === undefined) out.line(say('cli.agreement.cannotSay'))
  else {
    const dates = { earliest: date(earliest), likely: date(likely), latest: date(latest) }
    out.line(say('cli.agreement.expected', { ...dates, confidence }))
  }
  for (const { count, from, isEachNeeded } of lacks) {
    out.line(say('cli.agreement.lacks', { count, from: from.join(', ') || '–', each: isEachNeeded ? 'yes' : 'no' }))
  }
  const columns = ['party', 'nextStep', 'earliest', 'likely', 'latest', 'confidence', 'blockers']
  const rows = prospects.map(({ party, next, deposit, blockers, overdue }): Row => {
    const step = say(`agreement.step.${next}`)
    return [
      party,
      overdue.length > 0 ? { text: say('cli.agreement.overdue', { step }), tone: 'warn' } : step,
      date(deposit?.earliest),
      date(deposit?.likely),
      date(deposit?.latest),
      deposit === undefined ? '' : `${deposit.confidence} %`,
      blockers.join('; '),
    ]
  })
  if (rows.length > 0)
    out.table(
      columns.map((name) => ({ title: say(`cli.column.${name}`) })),
      rows,
    )
}

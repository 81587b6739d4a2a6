import { expect, test } from 'vitest'
import { foundCoalition, profileText, readProfile, shippedCoalitions } from '../testing/demo-coalition.ts'
import { checkProfile } from './check.ts'
import { lineOf, linesOf } from './locate.ts'
import { Profile } from './profile.ts'

const demo = profileText('demo')
const lineWith = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length
const firstOf = (text: string) => checkProfile(text).findings[0]

test('interfaces: the demo charter is what the page says', () => {
  const { levels, agreements, cadenceMs, depositary, parties, secondOfficerFrom, categories } = readProfile('demo')
  expect(levels.map(({ name }) => name)).toEqual(['open', 'restricted', 'confidential', 'secret'])
  expect(categories.map(({ name }) => name).join(' ')).toBe(
    'terrorism network-security drones cbrn infrastructure drugs organised-crime peacekeeping border natural-hazards exercises other',
  )
  const machine = agreements.map((one) => [
    one.name,
    one.categories,
    one.ceiling,
    one.parties.map(({ party }) => party),
  ])
  expect(machine).toEqual([
    ['exchange-1', 'all', 'restricted', ['alt', 'bor', 'cas']],
    ['exchange-2', 'all', 'confidential', ['alt', 'bor']],
  ])
  expect([cadenceMs, depositary, secondOfficerFrom]).toEqual([1000, 'sec', 'confidential'])
  expect(parties.map(({ party, url }) => `${party} ${url}`)).toEqual([
    'alt http://127.0.0.1:8440',
    'bor http://127.0.0.1:8441',
    'cas http://127.0.0.1:8442',
    'sec http://127.0.0.1:8443',
  ])
})

test('interfaces: profile bench adds dor under both agreements', () => {
  const { agreements, parties } = readProfile('bench')
  expect(parties.map(({ party }) => party)).toEqual(['alt', 'bor', 'cas', 'dor', 'sec'])
  for (const agreement of agreements) expect(agreement.parties.map(({ party }) => party)).toContain('dor')
})

test('profile: a name that nothing defines is named with its line', () => {
  const text = demo.replace('"ceiling": "restricted"', '"ceiling": "topmost"')
  expect(firstOf(text)).toMatchObject({
    severity: 'error',
    path: 'agreements.0.ceiling',
    line: lineWith(text, '"topmost"'),
    message: '"topmost" is defined nowhere in this file',
  })
})

test('profile: a member of the wrong type or misspelt is named with its line', () => {
  const typed = demo.replace('"cadenceMs": 1000', '"cadenceMs": "fast"')
  expect(firstOf(typed)).toMatchObject({ path: 'cadenceMs', line: lineWith(typed, '"cadenceMs"') })
  const misspelt = demo.replace('"secondOfficerFrom"', '"secondOficerFrom"')
  expect(checkProfile(misspelt).profile).toBeUndefined()
  expect(
    checkProfile(misspelt)
      .findings.map(({ message }) => message)
      .join(),
  ).toContain('secondOficerFrom')
})

test('profile: what is not strict JSON is named with its line', () => {
  const double = demo.replace('"cadenceMs": 1000,', '"cadenceMs": 1000,\n  "cadenceMs": 1000,')
  expect(firstOf(double)).toMatchObject({
    message: 'not strict JSON: duplicate-member',
    line: lineWith(double, '"cadenceMs"') + 1,
  })
  expect(checkProfile('').findings).toHaveLength(1)
})

test('profile: a language missing, a name twice, an overlap of terms and a stranger in an agreement are found', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['"ru": "Алтана",', '', 'lacks a text in "ru"'],
    ['"name": "drones"', '"name": "cbrn"', 'stands here a second time'],
    ['{ "party": "cas", "from"', '{ "party": "dor", "from"', '"dor" is no party of this file'],
    ['{ "party": "cas", "from"', '{ "party": "bor", "from"', 'overlap'],
    ['"depositary": "sec"', '"depositary": "rats"', '"rats" is no party of this file that has a node'],
  ]
  for (const [from, to, message] of cases) {
    const flat = demo.replaceAll(/\{\s+"party": "(\w+)",\s+"from"/gu, '{ "party": "$1", "from"')
    expect(flat, from).toContain(from)
    const { findings, profile } = checkProfile(flat.replace(from, to))
    expect(findings.map((finding) => finding.message).join('; ')).toContain(message)
    expect(profile).toBeUndefined()
  }
})

test('profile: fewer than four witnesses is a warning, not an error', () => {
  const text = demo.replace('"rights": ["answer", "witness"]', '"rights": ["answer"]')
  const { findings, profile } = checkProfile(text)
  expect(findings.map(({ severity }) => severity)).toEqual(['warning'])
  expect(profile).toBeDefined()
})

test('profile: lines are found through nesting, strings with brackets and empty containers', () => {
  const lines = linesOf('{\n "a": [],\n "b": [ {},\n  { "c": "]{,",\n "d": 1 } ]\n}')
  expect([
    lineOf(lines, ['a']),
    lineOf(lines, ['b', 1, 'c']),
    lineOf(lines, ['b', 1, 'd']),
    lineOf(lines, ['b', 0]),
  ]).toEqual([2, 4, 5, 3])
  expect(lineOf(lines, ['b', 1, 'missing'])).toBe(4)
})

test.each(shippedCoalitions())('profile %s: the file is in order and its genesis fits into one act', async (name) => {
  expect(checkProfile(profileText(name)).findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const { genesis, charter } = await foundCoalition(name)
  expect(genesis.statement.length).toBeLessThan(charter.limits.actBytes)
  const { agreements, parties } = readProfile(name)
  expect(charter.agreements).toHaveLength(agreements.length)
  expect(charter.parties.size + charter.recorded.size).toBe(parties.length)
})

/** A profile with one thing changed, as a person would: where the first finding stands, and what it says. */
function changed(name: string, change: (profile: Mutable) => void): readonly string[] {
  const profile = JSON.parse(profileText(name)) as Mutable
  change(profile)
  const text = JSON.stringify(profile, null, 2)
  const { findings, profile: accepted } = checkProfile(text)
  expect(accepted).toBeUndefined()
  const lines = text.split('\n')
  return findings.map(({ line, path, message }) => `${path} | ${lines[line - 1]?.trim()} | ${message}`)
}

interface Mutable {
  parties: { party: string; url?: string; standings: { standing: string; from: string; until?: string }[] }[]
  standings: { name: string; until?: string; from?: string }[]
  organs: { seats?: string[]; party?: string; until?: string; from?: string }[]
  agreements: { name: string; concluded?: { on: string }; inForceSince?: string; parties: { from: string }[] }[]
  procedure: { changes: Record<string, string>; standings?: Record<string, string> }
  depositary: string
}

const later = '2030-01-01T00:00:00.000Z'
const cases: readonly (readonly [string, (profile: Mutable) => void, string])[] = [
  [
    'a term longer than its standing',
    ({ parties }) =>
      void (parties.find(({ party }) => party === 'ind')!.standings[0] = {
        standing: 'observer',
        from: '2005-07-05T00:00:00.000Z',
        until: later,
      }),
    'parties.2.standings.0 | { | does not end by 2025-09-01T00:00:00.000Z, when the standing "observer" ends',
  ],
  [
    'a term before its standing',
    ({ standings }) => void (standings[0]!.from = later),
    'begins before there is a standing "member"',
  ],
  [
    'a standing that ends before it begins',
    ({ standings }) => Object.assign(standings[1]!, { until: '2000-01-01T00:00:00.000Z' }),
    'standings.1 | { | ends at 2000-01-01T00:00:00.000Z, before it begins',
  ],
  [
    'a seat of no standing',
    ({ organs }) => void (organs[0]!.seats = ['king']),
    'organs.0.seats.0 | "king" | "king" is defined nowhere in this file',
  ],
  [
    'an organ whose party has no node',
    ({ organs }) => void (organs[0]!.party = 'mng'),
    'organs.0.party | "party": "mng" | "mng" is no party of this file that has a node',
  ],
  [
    'a depositary without a node',
    (profile) => void (profile.depositary = 'mng'),
    'depositary | "depositary": "mng", | "mng" is no party of this file that has a node',
  ],
  [
    'an agreement in force before it was concluded',
    ({ agreements }) =>
      void (agreements.find(({ concluded, parties }) => concluded && parties.length > 0)!.concluded!.on = later),
    'before 2030-01-01',
  ],
  [
    'an agreement in force for a party before it was at all',
    ({ agreements }) => void (agreements[0]!.inForceSince = later),
    'agreements.0.parties.0.from | "from": "2025-09-01T00:00:00.000Z" | in force for "blr" before 2030',
  ],
  [
    'a rule for a change that there is not',
    ({ procedure }) => void (procedure.changes['party.banish'] = 'all'),
    'procedure.changes.party.banish | "party.banish": "all" | "party.banish" is defined nowhere in this file',
  ],
  [
    'a rule for a standing that there is not',
    ({ procedure }) => void (procedure.standings = { king: 'all' }),
    '"king" is defined nowhere in this file',
  ],
  [
    'a rule for what is no type of change',
    ({ procedure }) => void (procedure.changes['Party Admit'] = 'all'),
    'procedure.changes',
  ],
  [
    'a coalition in which nobody governs',
    ({ parties }) => parties.forEach((row) => delete row.url),
    'standings | "standings": [ | no party that founds has, without an end, a standing with the right to govern',
  ],
]

test.each(cases)('profile: %s is named with its line', (_, change, said) => {
  expect(changed('sco', change).join('\n')).toContain(said)
})

test('profile: more founders than one act has room for are refused, and how many it has is said', () => {
  const said = changed('sco', ({ parties }) =>
    parties.forEach((row, at) => void (row.url = `http://127.0.0.1:${9000 + at}`)),
  )
  expect(said.join('\n')).toMatch(/parties \| .* \| 31 parties found together, and one act has room for 2\d/u)
})

/** The last agreement of a profile as one whose clauses are known, with these actions. */
function acted(actions: readonly object[], more: object = {}) {
  return (profile: Mutable): void => {
    const clauses = {
      utcOffset: '+08:00',
      signature: {},
      consents: ['ratification'],
      entry: { conditions: [{ count: 2 }], delay: { days: 30 } },
      later: { days: 30 },
    }
    const last = profile.agreements.at(-1)!
    delete last.inForceSince
    Object.assign(last, { parties: [], actions, clauses, ...more })
  }
}
const fact = (party: string, day: string, kind: string) => {
  return { id: `${party}-${kind}`, party, at: `${day}T00:00:00.000Z`, deed: { kind } }
}
const facts = [
  fact('kaz', '2009-06-16', 'signature'),
  fact('rus', '2009-06-16', 'signature'),
  fact('kaz', '2011-02-01', 'ratification'),
  fact('rus', '2011-03-01', 'ratification'),
]

test('profile: from clauses and dated actions follows for whom an agreement is in force, and the gate asks that', async () => {
  const { charter } = await foundCoalition('sco', 1, (profile) => {
    const copy = structuredClone(profile) as unknown as Mutable
    acted(facts)(copy)
    return Profile.parse(copy)
  })
  const row = charter.agreements.find(({ name }) => name === 'terrorism-2009')
  expect([...(row?.inForce ?? [])]).toEqual([
    ['kaz', [{ from: '2011-03-30T16:00:00.000Z' }]],
    ['rus', [{ from: '2011-03-30T16:00:00.000Z' }]],
  ])
  expect(row?.treaty?.law.met?.event).toBe('rus-ratification')
})

test.each([
  [
    'an action that is not in due form',
    [fact('kaz', '2011-02-01', 'ratification')],
    {},
    'deed": { | not in due form (not-signed',
  ],
  [
    'an action of a stranger',
    [fact('zed', '2009-06-16', 'signature')],
    {},
    '"party": "zed", | "zed" is no party of this file',
  ],
  ['an action of a name that stood before', [facts[0]!, facts[0]!], {}, 'stands here a second time'],
  [
    'a day of entry that does not follow',
    facts,
    { inForceSince: '2011-03-01T00:00:00.000Z' },
    'its clauses and actions give 2011-03-30T16:00:00.000Z',
  ],
  [
    'a party beside actions',
    facts,
    { parties: [{ party: 'rus', from: '2012-01-01T00:00:00.000Z' }] },
    'follows from the actions',
  ],
] as const)('profile: %s is named with its line', (_, actions, more, said) => {
  expect(changed('sco', acted(actions, more)).join('\n')).toContain(said)
})

test('profile: known actions of a real convention stand in the register as dated facts', async () => {
  const { charter } = await foundCoalition('sco')
  const row = charter.agreements.find(({ name }) => name === 'shanghai-2001')
  expect(row?.founding?.actions?.map(({ party }) => party)).toEqual(['chn', 'kaz', 'kgz', 'rus', 'tjk', 'uzb'])
  expect([row?.treaty, row?.inForce.size]).toEqual([undefined, 0])
  const dated = (name: string) => {
    const { concluded, inForceSince } = charter.agreements.find((one) => one.name === name)?.founding ?? {}
    return [concluded?.on.slice(0, 10), inForceSince?.slice(0, 10)]
  }
  expect(dated('rats-2002')).toEqual(['2002-06-07', undefined])
  expect(dated('terrorism-2009')).toEqual(['2009-06-16', '2012-01-14'])
})

test('29 of a real coalition it is said what a state was on a date, before it was a member too', async () => {
  const { charter } = await foundCoalition('sco')
  const days = ['2009-06-16', '2012-06-07', '2017-06-09', '2024-07-04', '2025-09-01']
  const course = (name: string) => {
    const row = [...charter.parties.values(), ...charter.recorded.values()].find(({ party }) => party === name)
    return days.map((day) => row?.standings.findLast(({ from }) => from.slice(0, 10) <= day)?.standing)
  }
  expect(course('blr')).toEqual([undefined, 'dialogue-partner', 'observer', 'member', 'member'])
  expect(course('ind')).toEqual(['observer', 'observer', 'member', 'member', 'member'])
  expect(course('npl')).toEqual([undefined, undefined, 'dialogue-partner', 'dialogue-partner', 'partner'])
})

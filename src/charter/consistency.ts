import type { CharterGenesis } from '#protocol/acts/charter-genesis.ts'
import { changeTypes } from '#protocol/acts/charter-change.ts'
import type { StandingTerm } from '#protocol/acts/charter-facts.ts'
import { lawOf } from '#protocol/agreement/law.ts'
import { familyOf } from '#protocol/label/policy.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Term } from './charter.ts'

/** What a profile and a genesis body have in common. */
export type CoalitionFacts = Omit<CharterGenesis, 'parties'> & { readonly parties: readonly PartyFacts[] }
export interface PartyFacts {
  readonly party: Party
  readonly name: Readonly<Record<string, string>>
  readonly standings: readonly StandingTerm[]
  /** Where its node is; a party without one founds nothing. */
  readonly url?: string
}

/** Parties with the place where they stand: those that found, and those that are recorded. */
const partiesOf = ({ parties, recorded = [] }: CoalitionFacts): readonly (PartyFacts & { readonly path: Path })[] => [
  ...parties.map((row, at) => ({ ...row, path: ['parties', at] })),
  ...recorded.map((row, at) => ({ ...row, path: ['recorded', at] })),
]

/** A member that contradicts another: where it stands, and the sentence in English for the person who writes profiles. */
export interface Inconsistency {
  readonly path: readonly (string | number)[]
  readonly message: string
}

type Rule = (facts: CoalitionFacts) => readonly Inconsistency[]

/** What a schema cannot see: names that nothing defines, names twice, languages missing, terms that overlap. */
export function inconsistencies(facts: CoalitionFacts): readonly Inconsistency[] {
  return rules.flatMap((rule) => rule(facts))
}

const lists = ['standings', 'levels', 'categories', 'handling', 'purposes', 'agreements', 'organs'] as const

const namesOnce: Rule = (facts) => [
  ...lists.flatMap((list) => repeated(facts[list].map(({ name }) => name)).map((at) => twice([list, at, 'name']))),
  ...repeated(partiesOf(facts).map(({ party }) => party)).map((at) =>
    twice([...(partiesOf(facts)[at]?.path ?? []), 'party']),
  ),
  ...repeated(facts.languages).map((at) => twice(['languages', at])),
]

const titlesInEveryLanguage: Rule = (facts) => [
  ...untranslated(facts, ['title'], facts.title),
  ...lists.flatMap((list) => facts[list].flatMap(({ title }, at) => untranslated(facts, [list, at, 'title'], title))),
  ...facts.organs.flatMap(({ mandate }, at) => untranslated(facts, ['organs', at, 'mandate'], mandate)),
  ...facts.agreements.flatMap(({ concluded }, at) =>
    concluded === undefined ? [] : untranslated(facts, ['agreements', at, 'concluded', 'at'], concluded.at),
  ),
  ...partiesOf(facts).flatMap(({ name, path }) => untranslated(facts, [...path, 'name'], name)),
]

const standingsOfParties: Rule = (facts) =>
  partiesOf(facts).flatMap(({ standings, path }) => [
    ...standings.flatMap((term, at) => [
      ...undefinedName(term.standing, facts.standings, [...path, 'standings', at, 'standing']),
      ...outlivesStanding(facts, term, [...path, 'standings', at]),
    ]),
    ...termFaults(standings, [...path, 'standings']),
  ])

/** Nobody is what nothing is any more: a term lies within the time of its standing. */
function outlivesStanding({ standings }: CoalitionFacts, term: StandingTerm, path: Path): readonly Inconsistency[] {
  const { from, until } = standings.find(({ name }) => name === term.standing) ?? {}
  if (from !== undefined && term.from < from) {
    return [{ path, message: `begins before there is a standing "${term.standing}", at ${from}` }]
  }
  if (until === undefined || (term.until !== undefined && term.until <= until)) return []
  return [{ path, message: `does not end by ${until}, when the standing "${term.standing}" ends` }]
}

const livesOfNames: Rule = ({ standings, organs }) =>
  [
    ...standings.map((row, at) => ({ ...row, path: ['standings', at] })),
    ...organs.map((row, at) => ({ ...row, path: ['organs', at] })),
  ].flatMap(({ from, until, path }) =>
    from === undefined || until === undefined || from < until
      ? []
      : [{ path, message: `ends at ${until}, before it begins` }],
  )

const seatsInOrgans: Rule = ({ organs, standings }) =>
  organs.flatMap(({ seats = [] }, at) => undefinedNames(seats, standings, ['organs', at, 'seats']))

const namesInAgreements: Rule = (facts) =>
  facts.agreements.flatMap(({ categories, purposes, ceiling, reaches }, at) => [
    ...undefinedName(ceiling, facts.levels, ['agreements', at, 'ceiling']),
    ...undefinedNames(categories, facts.categories, ['agreements', at, 'categories']),
    ...undefinedNames(purposes, facts.purposes, ['agreements', at, 'purposes']),
    ...undefinedNames(reaches, facts.standings, ['agreements', at, 'reaches']),
  ])

const termsOfAgreements: Rule = ({ agreements }) =>
  agreements.flatMap(({ parties, concluded, inForceSince }, at) => [
    ...[...new Set(parties.map(({ party }) => party))].flatMap((party) =>
      termFaults(
        parties.filter((row) => row.party === party),
        ['agreements', at, 'parties'],
      ),
    ),
    ...parties.flatMap(({ party, from }, row) => {
      const earliest = inForceSince ?? concluded?.on
      if (earliest === undefined || earliest <= from) return []
      const message = `in force for "${party}" before ${earliest}, when there was no such agreement in force`
      return [{ path: ['agreements', at, 'parties', row, 'from'], message }]
    }),
    ...(concluded !== undefined && inForceSince !== undefined && inForceSince < concluded.on
      ? [{ path: ['agreements', at, 'inForceSince'], message: `before it was concluded, at ${concluded.on}` }]
      : []),
  ])

/** Dated facts are in due form, and what follows from them is not said a second time. */
const actionsOfAgreements: Rule = (facts) =>
  facts.agreements.flatMap(({ actions = [], clauses, parties, inForceSince }, at) => {
    const path = (...rest: readonly (string | number)[]) => ['agreements', at, ...rest]
    const unknown = actions.flatMap(({ party }, row) =>
      partiesOf(facts).some((one) => one.party === party)
        ? []
        : [{ path: path('actions', row, 'party'), message: `"${party}" is no party of this file` }],
    )
    const named = repeated(actions.map(({ id }) => id)).map((row) => twice(path('actions', row, 'id')))
    if (clauses === undefined) return [...unknown, ...named]
    const { law, refused } = lawOf(clauses, actions)
    const unformed = refused.map(({ event, refusal }) => {
      const row = actions.indexOf(event)
      return { path: path('actions', row, 'deed'), message: `not in due form (${refusal.code}, ${refusal.rule})` }
    })
    const said = parties.map((_, row) => {
      return { path: path('parties', row), message: 'with clauses, in force for whom follows from the actions' }
    })
    const isOther = inForceSince !== undefined && inForceSince !== law.entry
    const message = `its clauses and actions give ${law.entry ?? 'no day'}`
    return [...unknown, ...named, ...unformed, ...said, ...(isOther ? [{ path: path('inForceSince'), message }] : [])]
  })

/** The depositary and an organ with a node are parties that found. */
const namesInWhole: Rule = ({ secondOfficerFrom, depositary, levels, parties, organs }) => {
  const nodes = parties.flatMap(({ party, url }) => (url === undefined ? [] : [{ name: party }]))
  return [
    ...undefinedName(secondOfficerFrom, levels, ['secondOfficerFrom']),
    ...unlessFounder(depositary, nodes, ['depositary']),
    ...organs.flatMap(({ party }, at) =>
      party === undefined ? [] : unlessFounder(party, nodes, ['organs', at, 'party']),
    ),
  ]
}

const someoneGoverns: Rule = ({ standings, parties }) => {
  const governing = new Set(standings.filter(({ rights }) => rights.includes('govern')).map(({ name }) => name))
  const isGoverned = parties.some(
    ({ url, standings: held }) =>
      url !== undefined && held.some(({ standing, until }) => until === undefined && governing.has(standing)),
  )
  const message = 'no party that founds has, without an end, a standing with the right to govern'
  return isGoverned ? [] : [{ path: ['standings'], message }]
}

/** Labels are signed with their codes sorted by text; the charter's own order counts within a family only. */
const familiesInOrder: Rule = ({ handling }) => {
  const families = handling.map(({ name }) => familyOf(name))
  const at = families.findIndex((family, index) => index > 0 && family < (families[index - 1] ?? ''))
  if (at === -1) return []
  return [{ path: ['handling', at, 'name'], message: 'families of handling codes stand in alphabetical order' }]
}

/** A rule of procedure for nothing would be one that somebody believes in and nobody keeps. */
const namesInProcedure: Rule = ({ procedure, standings }) => {
  const types = changeTypes.map((name) => ({ name }))
  const named = (what: 'changes' | 'standings', defined: readonly { readonly name: string }[]) =>
    Object.keys(procedure?.[what] ?? {}).flatMap((name) => {
      return undefinedName(name, defined, ['procedure', what, name])
    })
  return [...named('changes', types), ...named('standings', standings)]
}

const rules: readonly Rule[] = [
  namesOnce,
  titlesInEveryLanguage,
  standingsOfParties,
  livesOfNames,
  seatsInOrgans,
  namesInProcedure,
  namesInAgreements,
  termsOfAgreements,
  actionsOfAgreements,
  namesInWhole,
  someoneGoverns,
  familiesInOrder,
]

type Path = Inconsistency['path']
const twice = (path: Path): Inconsistency => ({ path, message: 'stands here a second time' })

const repeated = (names: readonly string[]): readonly number[] =>
  names.flatMap((name, at) => (names.indexOf(name) < at ? [at] : []))

function undefinedName(
  name: string,
  defined: readonly { readonly name: string }[],
  path: Path,
): readonly Inconsistency[] {
  return defined.some((row) => row.name === name)
    ? []
    : [{ path, message: `"${name}" is defined nowhere in this file` }]
}

function unlessFounder(
  name: string,
  founders: readonly { readonly name: string }[],
  path: Path,
): readonly Inconsistency[] {
  return founders.some((row) => row.name === name)
    ? []
    : [{ path, message: `"${name}" is no party of this file that has a node` }]
}

function undefinedNames(
  names: readonly string[] | 'all',
  defined: readonly { readonly name: string }[],
  path: Path,
): readonly Inconsistency[] {
  return names === 'all' ? [] : names.flatMap((name, at) => undefinedName(name, defined, [...path, at]))
}

function untranslated(
  { languages }: CoalitionFacts,
  path: Path,
  texts: Readonly<Record<string, string>>,
): readonly Inconsistency[] {
  return languages
    .filter((language) => !Object.hasOwn(texts, language))
    .map((language) => ({ path, message: `lacks a text in "${language}"` }))
}

/** Terms of one party: none empty, none overlapping another. */
function termFaults(terms: readonly Term[], path: Path): readonly Inconsistency[] {
  const inOrder = terms.toSorted((one, other) => (one.from < other.from ? -1 : 1))
  return inOrder.flatMap(({ from, until }, at) => {
    const next = inOrder[at + 1]
    if (until !== undefined && until <= from) return [{ path, message: `a term ends at ${until}, before it begins` }]
    if (next === undefined || (until !== undefined && until <= next.from)) return []
    return [{ path, message: `the terms from ${from} and from ${next.from} overlap` }]
  })
}

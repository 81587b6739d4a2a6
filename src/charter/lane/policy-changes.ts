import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { Code } from '#protocol/codes.ts'
import { familyOf } from '#protocol/label/policy.ts'
import { labelWords, type Charter } from '../charter.ts'
import type { Facts } from './changes.ts'
import type { Where } from './ordered.ts'
import { unknown } from './party-changes.ts'

const rule = 'protocol 8: entries'
type Done = Facts | Refusal<Code>
type Policy = ChangeOf<'labels'>

/** Words may be added and titled anew. One that goes, or a level that changes places, would change what is already signed. */
export function withLabels(policy: Policy, { charter }: Where): Done {
  const gone = lostWord(policy, charter) ?? twice(policy) ?? untitled(policy, charter)
  if (gone !== undefined) return refuse('labels-contradict', rule, { word: gone })
  const words = labelWords(policy)
  const agreements = charter.agreements.map((row) => ({ ...row, ceilingRank: words.levels.get(row.ceiling) ?? -1 }))
  return { ...words, agreements }
}

const lists = ['levels', 'categories', 'handling', 'purposes'] as const
const namesIn = (policy: Policy, list: (typeof lists)[number]): readonly string[] =>
  policy[list].map(({ name }) => name)

function lostWord(policy: Policy, charter: Charter): string | undefined {
  for (const list of lists) {
    const names = namesIn(policy, list)
    const lost = [...charter[list].keys()].find((name) => !names.includes(name))
    if (lost !== undefined) return lost
  }
  const levels = namesIn(policy, 'levels')
  if (!levels.includes(policy.secondOfficerFrom)) return policy.secondOfficerFrom
  const kept = levels.filter((name) => charter.levels.has(name))
  return [...charter.levels.keys()].find((name, at) => kept[at] !== name)
}

function twice(policy: Policy): string | undefined {
  for (const list of lists) {
    const names = namesIn(policy, list)
    const again = names.find((name, at) => names.indexOf(name) < at)
    if (again !== undefined) return again
  }
  const families = namesIn(policy, 'handling').map(familyOf)
  return families.find((family, at) => at > 0 && family < (families[at - 1] ?? ''))
}

function untitled(policy: Policy, { languages }: Charter): string | undefined {
  const words = lists.flatMap((list) => policy[list].map(({ name, title }) => ({ name, title })))
  return words.find(({ title }) => languages.some((language) => !Object.hasOwn(title, language)))?.name
}

/** A body is a fact of its own time: what it was stays in the charters before. */
export function withOrgan({ name, organ }: ChangeOf<'organ'>, { charter }: Where): Done {
  const others = charter.organs.filter((row) => row.name !== name)
  if (organ === undefined) return others.length < charter.organs.length ? { organs: others } : unknown(name)
  if (organ.name !== name) return unknown(organ.name)
  if (organ.party !== undefined && !charter.parties.has(organ.party)) return unknown(organ.party)
  return { organs: [...others, organ].toSorted((one, other) => (one.name < other.name ? -1 : 1)) }
}

export function withWitnesses({ witnesses, cadenceMs }: ChangeOf<'witnesses'>, { charter }: Where): Done {
  const stranger = witnesses === 'all' ? undefined : witnesses.find((party) => !charter.parties.has(party))
  if (stranger !== undefined) return unknown(stranger)
  return { witnesses, ...(cadenceMs === undefined ? {} : { cadenceMs }) }
}

export function withProcedure({ procedure }: ChangeOf<'procedure'>, { charter }: Where): Done {
  const stranger = Object.keys(procedure.standings ?? {}).find((standing) => !charter.standings.has(standing))
  return stranger === undefined ? { procedure } : refuse('standing-unknown', rule, { standing: stranger })
}

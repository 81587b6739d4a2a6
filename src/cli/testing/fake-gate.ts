import { isRefusal } from '#kernel/refusal.ts'
import { splitStix } from '#protocol/stix/split.ts'
import { objectOf, type FakeObject, type Upload, type Wish } from './fake-answers.ts'

export const fakeParties = ['alt', 'bor', 'cas', 'sec'] as const
export const levels = ['open', 'restricted', 'confidential', 'secret']

/** Up to which level each party has an agreement. */
const ceilings: Readonly<Record<string, string>> = { alt: 'confidential', bor: 'confidential', cas: 'restricted' }

export function refusalOf(author: string, to: string, wish: Wish) {
  const [lower = -1] = [author, to].map((party) => levels.indexOf(ceilings[party] ?? '')).toSorted((a, b) => a - b)
  if (levels.indexOf(wish.level) <= lower) return undefined
  const agreement = { agreement: 'exchange-1', ceiling: 'restricted', instrument: 'exchange-2' }
  const params = { recipient: to, author, level: wish.level, ...agreement }
  return { kind: 'refusal', code: 'level-above-ceiling', rule: 'protocol 9: level', params }
}

export function previewOf(author: string, wish: Wish) {
  const recipients = wish.to.map((party) => {
    const refusal = refusalOf(author, party, wish)
    return refusal === undefined ? { party, allowed: true, basis: 'exchange-1' } : { party, allowed: false, refusal }
  })
  const others = fakeParties.filter((party) => party !== author && !wish.to.includes(party))
  return {
    recipients,
    others: others.map((party) => ({ party, addressed: false })),
    secondOfficer: levels.indexOf(wish.level) >= 2,
  }
}

/** Looks through a file as a node does; an identity whose name begins with `Person` is one. */
export function bring(bytes: Uint8Array, mediaType: string): Upload {
  const split = mediaType.includes('stix') ? splitStix(bytes) : undefined
  const all = split === undefined || isRefusal(split) ? [] : split.objects.map(({ raw }) => objectOf(raw))
  const isPerson = ({ type, name }: FakeObject): boolean => type === 'identity' && name.startsWith('Person')
  const persons = all.filter(isPerson)
  const refused = persons.map(({ id, type }) => ({ id, type, rule: 'SG-01: identity of class individual' }))
  return { bytes, format: split === undefined ? 'file' : 'stix', objects: all.filter((one) => !isPerson(one)), refused }
}

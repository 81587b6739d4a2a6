import type { ChangeOf, ChangeType } from '#protocol/acts/charter-change.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import type { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { readProfile } from './demo-coalition.ts'
import { requestOf } from './join.ts'
import type { LaneMaker } from './lane.ts'

/** A change that the right signatures would bring about, and the charter that it meets. */
export interface Attempt<Type extends ChangeType = ChangeType> {
  readonly charter: Charter
  readonly change: ChangeOf<Type>
  /** Whose signatures adopt it. */
  readonly by: readonly string[]
}

interface Given {
  readonly charter: Charter
  readonly maker: LaneMaker
  readonly random: SeededRandom
  /** Of an agreement `open-skies` among the three. */
  readonly text: ChangeOf<'agreement.text'>
}

const states = ['alt', 'bor', 'cas'] as const
const title = { en: 'x', ru: 'x', zh: 'x' }

/**
 * Attempts at every type of change that there is: a new type does not compile before it has some here, and so falls under every test that
 * says who can bring changes about and who cannot. For a coalition of `alt`, `bor` and `cas` with `sec` as its depositary.
 */
export async function everyChange({
  charter,
  maker,
  random,
  text,
}: Given): Promise<{ readonly [Type in ChangeType]: readonly Attempt<Type>[] }> {
  const fox = await keyringFromSeeds('fox' as Party, generateSeeds(random))
  const request = await requestOf(fox, { coalition: charter.id, at: maker.at })
  const { levels, categories, handling, purposes, quotas, cadenceMs } = readProfile('demo')
  const [alt, bor, cas, sec] = [...states, 'sec'] as readonly string[] as readonly [Party, Party, Party, Party]
  const suspended = await maker.after(charter, { type: 'party.suspend', party: cas }, ['alt', 'bor'])
  const replace = { type: 'keys.replace-root', party: bor, keys: { root: fox.keys.root } } as const
  const replacing = await maker.after(charter, replace, ['alt', 'cas'])
  const parties = [...charter.parties].map(([name, row]) => {
    const keyTerms = row.keyTerms.map((term) => ({ ...term, setBy: 'others' as const, confirmed: false }))
    return [name, name === bor ? { ...row, keyTerms } : row] as const
  })
  const unconfirmed = { ...charter, parties: new Map(parties) }
  const agreed = await maker.after(charter, text, states)
  const everyone = <Type extends ChangeType>(change: ChangeOf<Type>, more: Partial<Attempt> = {}): Attempt<Type> => {
    return { charter, by: states, ...more, change }
  }
  const admit = { type: 'party.admit', request, journalOrigin: `${charter.name}.tamga/fox/{epoch}` } as const
  const corrections = [{ language: 'en', article: '1', paragraph: '1', instead: 'The Parties share all they see.' }]
  const organ = { name: 'cell', title, mandate: title, party: sec }
  return {
    'party.admit': [everyone({ ...admit, standing: 'member' })],
    'party.standing': [
      everyone({ type: 'party.standing', party: sec, standing: 'member' }),
      everyone({ type: 'party.standing', party: cas, standing: 'partner' }, { by: ['alt', 'bor'] }),
    ],
    'party.suspend': [everyone({ type: 'party.suspend', party: alt }, { by: ['bor', 'cas'] })],
    'party.resume': [everyone({ type: 'party.resume', party: cas }, { charter: suspended, by: ['alt', 'bor'] })],
    'party.leave': [everyone({ type: 'party.leave', party: bor }, { by: ['bor'] })],
    'keys.change': [
      everyone({ type: 'keys.change', party: bor, keys: { seal: fox.keys.seal } }, { by: ['bor'] }),
      everyone(
        { type: 'keys.change', party: bor, keys: { root: fox.keys.root, link: fox.keys.link } },
        { by: ['bor'] },
      ),
    ],
    'keys.freeze': [everyone({ type: 'keys.freeze', party: bor }, { by: ['bor'] })],
    'keys.trusted': [await trusting(charter, maker, bor)],
    'keys.compromised': compromising(charter, bor),
    'keys.replace-root': [everyone(replace, { by: ['alt', 'cas'] })],
    'keys.object': [everyone({ type: 'keys.object', party: bor }, { charter: replacing, by: ['bor'] })],
    'keys.confirm': [everyone({ type: 'keys.confirm', party: bor }, { charter: unconfirmed, by: ['bor'] })],
    labels: [everyone({ type: 'labels', levels, categories, handling, purposes, secondOfficerFrom: 'secret' })],
    depositary: [everyone({ type: 'depositary', depositary: bor, after: charter.newest })],
    procedure: [everyone({ type: 'procedure', procedure: { changes: {}, decisions: 'majority' } })],
    organ: [everyone({ type: 'organ', name: 'cell', organ })],
    witnesses: [everyone({ type: 'witnesses', witnesses: [sec], cadenceMs: cadenceMs * 2 })],
    quotas: [everyone({ type: 'quotas', quotas: { ...quotas, actsPerHour: 1 } })],
    'agreement.text': [everyone(text)],
    'agreement.correction': [
      everyone({ type: 'agreement.correction', agreement: 'open-skies', corrections }, { charter: agreed }),
    ],
  }
}

const lastTrusted = { epoch: 1, entry: 9 }

function compromising(charter: Charter, party: Party): readonly Attempt<'keys.compromised'>[] {
  const change = { type: 'keys.compromised', party } as const
  const by = states.filter((state) => state !== party)
  return [
    { charter, change, by },
    { charter, change: { ...change, lastTrusted }, by },
  ]
}

/** Of a seal that was frozen before. */
async function trusting(charter: Charter, maker: LaneMaker, party: Party): Promise<Attempt<'keys.trusted'>> {
  const frozen = await maker.after(charter, { type: 'keys.freeze', party }, [party])
  const seal = charter.parties.get(party)?.keyTerms[0]?.keys.seal.ed25519 ?? ''
  return { charter: frozen, change: { type: 'keys.trusted', party, seal, lastTrusted }, by: [party] }
}

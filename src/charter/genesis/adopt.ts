import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, SignedAct } from '#protocol/act/statement.ts'
import { verifyRoots } from '#protocol/act/verify.ts'
import { CharterGenesis } from '#protocol/acts/charter-genesis.ts'
import { checkKind } from '#protocol/acts/check.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import { isBoxKey } from '#protocol/identity/keys.ts'
import type { Charter } from '../charter.ts'
import { foundedCharter } from '../charter.ts'
import { inconsistencies } from '../consistency.ts'
import type { Inconsistency } from '../consistency.ts'

const rule = 'protocol 8: genesis'

/**
 * The charter that a genesis founds, if it is whole: in due form, without contradiction, signed by the `root` of every
 * founder and by nobody else. That it is the right one, people say who compared its act id as words.
 */
export async function adoptGenesis(signed: SignedAct): Promise<Charter | Refusal<Code>> {
  const act = openAct(signed)
  if (isRefusal(act)) return act
  const body = genesisBody(act)
  if (isRefusal(body)) return body
  const [contradiction] = [...inconsistencies(body), ...keyFaults(body)]
  if (contradiction !== undefined) {
    const { path, message } = contradiction
    return refuse('genesis-inconsistent', rule, { member: path.join('.'), why: message })
  }
  const keys = body.parties.map((founder) => founder.keys)
  const unsigned = verifyRoots(act, keys)
  if (unsigned !== undefined) return unsigned
  const unusable = await partyWithoutBox(keys)
  if (unusable !== undefined) return refuse('box-key-invalid', 'protocol 3: box', { party: unusable })
  return foundedCharter(act.id, act.said.at, body)
}

function genesisBody({ said }: Act): CharterGenesis | Refusal<Code> {
  const { kind, coalition, author } = said
  if (kind !== kindOf('charter.genesis/1') || coalition !== 'self') return refuse('not-genesis', rule, { kind })
  const checked = checkKind(said)
  if (isRefusal(checked)) return checked
  const body = CharterGenesis.parse(checked.body)
  return body.parties.some(({ party }) => party === author) ? body : refuse('author-unknown', rule, { author })
}

/** One key, one role, across all parties; one journal, one origin. */
function keyFaults({ parties }: CharterGenesis): readonly Inconsistency[] {
  const seen = new Set<string>()
  return parties.flatMap(({ party, keys, journalOrigin }, at) => {
    const { party: owner, ...roles } = keys
    const marks = [journalOrigin, ...Object.values(roles).flatMap((key) => Object.values<string>({ ...key }))]
    const isRepeated = marks.some((mark) => seen.has(mark))
    for (const mark of marks) seen.add(mark)
    return [
      ...(owner === party ? [] : [{ path: ['parties', at, 'keys', 'party'], message: `the keys are of "${owner}"` }]),
      ...(isRepeated ? [{ path: ['parties', at], message: 'a key or an origin is that of another party' }] : []),
    ]
  })
}

async function partyWithoutBox(parties: readonly PartyKeys[]): Promise<string | undefined> {
  for (const keys of parties) if (!(await isBoxKey(keys))) return keys.party
  return undefined
}

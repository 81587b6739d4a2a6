import { toBase64Url } from '#kernel/bytes.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { actIdOf, actType } from '#protocol/act/act-id.ts'
import { pae } from '#protocol/act/pae.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { ActId, SignedAct, Statement } from '#protocol/act/statement.ts'
import type { CharterEntry } from '#protocol/acts/charter-entry.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { adopt, type LaneEntry } from '../lane/adopt.ts'
import { lowestLabel } from '../record/lowest-label.ts'
import type { FoundedCoalition } from './demo-coalition.ts'

type Signatures = CharterEntry['signatures']

export const idOf = ({ payloadType, statement }: SignedAct): ActId => actIdOf(payloadType, statement)

/** Makes acts of the lane with the keys of a coalition, true or not: what is wrong with them is for the law to find. */
export class LaneMaker {
  readonly keyrings: Map<string, Keyring>
  readonly #random: SeededRandom
  at: Instant

  constructor({ keyrings, at }: FoundedCoalition, random: SeededRandom) {
    this.keyrings = new Map(keyrings)
    this.#random = random
    this.at = at
  }

  async act(
    charter: Charter,
    author: string,
    said: Pick<Statement, 'kind' | 'refs' | 'body'> & Partial<Pick<Statement, 'audience'>>,
  ): Promise<SignedAct> {
    const whole: Statement = {
      audience: { coalition: true },
      ...said,
      coalition: charter.id,
      author: author as Party,
      officers: said.kind === kindOf('charter.entry/1') ? [] : ['treaty' as never],
      at: this.at,
      label: lowestLabel(charter),
      charter: charter.newest,
      salt: toBase64Url(this.#random.bytes(32)),
      attachments: [],
      crit: [],
    }
    return signStatement(whole, this.keyring(author))
  }

  proposal(charter: Charter, author: string, change: object, more: { expects?: ActId; days?: number } = {}) {
    const { expects = charter.id, days = 30 } = more
    const body = { change, expects, expires: addMs(this.at, days * 86_400_000) }
    return this.act(charter, author, { kind: kindOf('charter.proposal/1'), refs: [expects], body })
  }

  async signatures(act: SignedAct, by: readonly string[]): Promise<Signatures> {
    const rows = by.map(async (party) => {
      const made = await this.keyring(party).signAct('root', pae(actType, act.statement))
      return { party: party as Party, signatures: made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })) }
    })
    return Promise.all(rows)
  }

  async entry(charter: Charter, ordered: SignedAct, signatures: Signatures, author: string = charter.depositary) {
    const body = { number: charter.place.number + 1, previous: charter.newest, act: idOf(ordered), signatures }
    const refs = [charter.newest, idOf(ordered)]
    const entry = await this.act(charter, author, { kind: kindOf('charter.entry/1'), refs, body })
    return { entry, ordered } satisfies LaneEntry
  }

  /** The charter after a change with these countersignatures; an error where it is no entry of its place. */
  async after(charter: Charter, change: object, by: readonly string[]): Promise<Charter> {
    const { lastAbout, id } = charter
    const subject = change as { readonly type: string; readonly party?: string }
    const key = subject.party === undefined ? subject.type : `party/${subject.party}`
    const proposal = await this.proposal(charter, 'alt', change, { expects: lastAbout.get(key) ?? id })
    const next = adopt(charter, await this.entry(charter, proposal, await this.signatures(proposal, by)))
    if (isRefusal(next)) throw new Error(`not adopted: ${JSON.stringify(next)}`)
    return next
  }

  keyring(party: string): Keyring {
    const found = this.keyrings.get(party)
    if (found === undefined) throw new Error(`no keys of ${party}`)
    return found
  }
}

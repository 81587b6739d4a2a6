import { toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import { payloadTypeOf, signStatement, writeStatement } from '#protocol/act/sign.ts'
import type { Act, ActId, Audience, Statement } from '#protocol/act/statement.ts'
import { checkKind } from '#protocol/acts/check.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { commitOnce } from '#platform/db/commit-once.ts'
import type { Change } from '#platform/db/table.ts'
import type { Transaction } from '#platform/db/store.ts'
import { awaitInclusion } from '#platform/journal/waiting.ts'
import { enterAct, listAct } from '#platform/record/enter.ts'
import { acts } from '#platform/record/tables.ts'
import { forgetParts } from '#platform/record/parts.ts'
import { forgetIndexed, searchBell } from '#platform/search/waiting.ts'
import { send, withdraw } from '#platform/transport/outgoing.ts'
import { charterAsOf } from '#charter/charter.ts'
import { beyondLimits } from '#charter/limits.ts'
import { release } from '#charter/release.ts'
import { keysOf, leftAt } from '#charter/standing.ts'
import { consentFor } from './consents.ts'
import type { Draft } from './draft.ts'
import type { House } from './house.ts'

/** An act of ours, signed and not yet recorded, with the plaintext that its projection wants, by position. */
export interface Composed {
  readonly act: Act
  readonly draft: Draft
  readonly attachments: ReadonlyMap<number, Uint8Array>
  /** Gives the plaintexts when they are wanted, instead: of many acts that are recorded together they are not all held at once. */
  readonly open?: () => Promise<ReadonlyMap<number, Uint8Array>>
  /** The agreement it rests on, per addressee; empty for records, which need none. */
  readonly bases: ReadonlyMap<Party, string>
}

/**
 * Asks the gate for every addressee and signs only if none is refused (protocol.md 9). The refusal is the gate's own, of the
 * first addressee that would not receive.
 */
export async function compose(
  house: House,
  draft: Draft,
  attachments: ReadonlyMap<number, Uint8Array> = new Map(),
): Promise<Composed | Refusal> {
  const said = statementOf(house, draft)
  const bases = await basesOf(house, said)
  if (isRefusal(bases)) return bases
  const unfit = unfitness(house, based(said, bases))
  if (unfit !== undefined) return unfit
  const keyring = await speaking(house, said.charter)
  const act = openAct(await signStatement(based(said, bases), keyring))
  return isRefusal(act) ? act : { act, draft, attachments, bases }
}

/** The agreement it rests on, per addressee. Where the charter is too old to say, it is looked at once more: a head may have come since. */
async function basesOf(house: House, said: Statement, isLast = false): Promise<ReadonlyMap<Party, string> | Refusal> {
  const consent = await consentFor(house.store, said)
  const known = { charter: house.charter(), at: house.clock.now() }
  const facts = consent === undefined ? known : { ...known, consent }
  const bases = new Map<Party, string>()
  for (const party of addressees(house, said.audience)) {
    const verdict = release(said, party, facts)
    if (isRefusal(verdict)) {
      // What is said to all is said, whoever may not hear it for now: the carrier asks again, and it waits for him.
      if ('coalition' in said.audience && verdict.code === 'recipient-standing') continue
      if (verdict.code !== 'charter-stale' || isLast) return verdict
      await house.followLane(house.store)
      return basesOf(house, said, true)
    }
    bases.set(party, verdict.basis ?? '')
  }
  return bases
}

/** Our secrets as of the entry that the act names: whoever verifies it takes the public keys of that entry. */
async function speaking({ keyring, charter, self }: House, named: Statement['charter']): Promise<Keyring> {
  const then = named === 'self' ? undefined : charterAsOf(charter(), named)
  const keys = then === undefined ? undefined : keysOf(then, self)
  const found = keys === undefined ? keyring : await keyring.under(keys)
  if (found === undefined) throw new Fault('keys-missing', { params: { role: 'seal' } })
  return found
}

/** What every addressee would drop is not signed: another form than acts have, a body that its kind does not know, too much of anything. */
function unfitness(house: House, said: Statement): Refusal | undefined {
  const statement = writeStatement(said)
  const form = openAct({ payloadType: payloadTypeOf(said), statement, signatures: [] })
  if (isRefusal(form)) return form
  const checked = checkKind(said)
  return isRefusal(checked) ? checked : beyondLimits(said, statement.length, house.charter())
}

/** The basis is part of what is signed, so that nobody's later lapse makes an addressee choose another. */
function based(said: Statement, bases: ReadonlyMap<Party, string>): Statement {
  const [basis = ''] = bases.values()
  return basis === '' ? said : { ...said, label: { ...said.label, basis } }
}

/** Those named; or every other party of the charter, whatever its standing, that has not left. */
export function addressees({ charter, clock, self }: House, audience: Audience): readonly Party[] {
  if (!('coalition' in audience)) return audience
  const at = clock.now()
  return [...charter().parties.keys()].filter((party) => party !== self && leftAt(charter(), party, at) === undefined)
}

function statementOf(house: House, draft: Draft): Statement {
  const charter = house.charter()
  return {
    kind: draft.kind,
    coalition: charter.id,
    author: house.self,
    officers: draft.officers,
    at: house.clock.now(),
    audience: draft.audience,
    label: draft.label,
    charter: draft.under ?? charter.newest,
    refs: draft.refs,
    salt: toBase64Url(house.random.bytes(32)),
    attachments: draft.attachments.map(({ ref }) => ref),
    crit: [],
    body: draft.body,
  }
}

/**
 * Records acts of ours together: the record, what the rooms make of it, the journal's and the carrier's work, in one
 * transaction. When it resolves they are durable, and only then may anyone be told so. `beside` adds changes of the room's own
 * books, judged and held in the same transaction; a refusal of its leaves nothing recorded.
 */
export function record(
  house: House,
  composed: readonly Composed[],
  beside: Recording['beside'] = async () => [],
): Promise<readonly ActId[] | Refusal> {
  return recordAs(house, { composed, beside, write: (tx, changes) => tx.apply(changes) })
}

export interface Recording {
  readonly composed: readonly Composed[]
  readonly beside: (tx: Transaction) => Promise<readonly Change[] | Refusal>
  /** Writes the changes of an act, with the last one those beside. */
  readonly write: (tx: Transaction, changes: readonly Change[]) => Promise<unknown>
}

/** The same for who has a part in how it is written. */
export async function recordAs(
  house: House,
  { composed, beside, write }: Recording,
): Promise<readonly ActId[] | Refusal> {
  const work = async (tx: Transaction): Promise<Refusal | undefined> => {
    const others = await beside(tx)
    if (isRefusal(others)) return others
    for (const [at, one] of composed.entries()) {
      const changes = await changesOf(house, tx, one)
      await write(tx, at === composed.length - 1 ? [...changes, ...others] : changes)
    }
    await house.failpoint('record:written')
    tx.ring('outbox')
    tx.ring('acts')
    tx.ring(searchBell)
    return undefined
  }
  const [first] = composed
  const stands = async () => first !== undefined && (await house.store.find(acts, { act: first.act.id })) !== undefined
  const refusal = await commitOnce(house.store, { work, stands })
  if (refusal !== undefined) return refusal
  await house.failpoint('record:durable')
  return composed.map(({ act }) => act.id)
}

async function changesOf(house: House, tx: Transaction, composed: Composed): Promise<readonly Change[]> {
  const { act, draft } = composed
  const attachments = (await composed.open?.()) ?? composed.attachments
  const arrival = await tx.next('record.arrival')
  const arrivedAt = house.clock.now()
  const arrived = { act, arrival, arrivedAt, self: house.self, attachments }
  const projected = await (house.reading.project(arrived) ?? house.projectors.get(act.said.kind)?.project(arrived))
  if (projected === undefined || isRefusal(projected)) {
    throw new Fault('own-act-not-projected', {
      params: { kind: act.said.kind, code: projected?.code ?? 'kind-unknown' },
    })
  }
  const erases = projected.erases ?? []
  for (const erased of erases) await forgetIndexed(tx, erased, house.self)
  await forgetParts(tx, house.projectors, { erases, author: house.self })
  const row = kindRow(act.said.kind)
  const to = addressees(house, act.said.audience).filter((party) => party !== house.self)
  for (const bell of projected.rings ?? []) tx.ring(bell)
  const files = draft.attachments.map((file, position) => ({ ...file, position, have: file.sealedBytes }))
  return [
    ...enterAct({ act, arrival, arrivedAt, own: true, standing: 'admitted', files }),
    ...listAct(act, arrival, arrivedAt),
    ...projected.changes,
    ...erases.flatMap((erased) => {
      house.fresh?.drop(erased)
      return withdraw(erased)
    }),
    awaitInclusion(act.id),
    ...(await send(tx, act, to, row?.urgency === 'urgent')),
  ]
}

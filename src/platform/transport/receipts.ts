import type { Instant } from '#kernel/instant.ts'
import type { Act, ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { keep, type Change } from '#platform/db/table.ts'
import type { Arrived, Projector } from '#platform/record/projector.ts'
import { deliveries, outbox, type Reported } from './tables.ts'

export const receiptKind = 'transport.receipt/1' as Kind

/** One line of a receipt's body, as protocol/acts checked it. */
export interface ReportedOutcome {
  readonly act: ActId
  readonly outcome: Reported
  readonly at: Instant
  readonly code?: string
  readonly rule?: string
  readonly exported?: number
}

/** Receipts become deliveries, bound to the party that signed: nobody reports for another. */
export const receiptProjector: Projector = {
  kinds: [receiptKind],
  tables: [deliveries],
  project: ({ act }: Arrived) => ({ changes: reportedIn(act).map((line) => reported(act, line)) }),
}

/** The lines of a receipt. */
export function reportedIn(receipt: Act): readonly ReportedOutcome[] {
  return receipt.said.body['outcomes'] as readonly ReportedOutcome[]
}

function reported(receipt: Act, line: ReportedOutcome): Change {
  return keep(deliveries, {
    act: line.act,
    party: receipt.said.author,
    outcome: line.outcome,
    at: line.at,
    code: line.code ?? null,
    rule: line.rule ?? null,
    exported: line.exported ?? 0,
    receipt: receipt.id,
  })
}

/** How far an outcome is along the way; what is said of the act and not of the party's own copy is none. */
const strength: Readonly<Record<Exclude<Reported, 'unrecorded'>, number>> = {
  delivered: 0,
  quarantined: 1,
  admitted: 2,
  refused: 3,
  dropped: 3,
  erased: 4,
}

/**
 * How far an act got at one party: the furthest outcome it reported, or `queued` before any; `withheld` while our own gate, asked again before it
 * was sent, keeps it back.
 */
export interface PartyState {
  readonly party: Party
  readonly state: keyof typeof strength | 'queued' | 'withheld'
  readonly at?: Instant
  /** The signed receipt that says so. */
  readonly receipt?: ActId
  readonly code?: string
  readonly rule?: string
  readonly exported?: number
  /** Since when the party says that no proof of the act's inclusion has reached it. */
  readonly unrecorded?: Instant
}

export interface DeliveryRow {
  readonly party: Party
  readonly outcome: Reported
  readonly at: Instant
  readonly receipt: ActId
  readonly code: string | null
  readonly rule: string | null
  readonly exported: number
}

export function partyStates(audience: readonly Party[], rows: readonly DeliveryRow[]): readonly PartyState[] {
  return audience.map((party) => {
    const said = rows.filter((row) => row.party === party)
    const missed = said.find(({ outcome }) => outcome === 'unrecorded')
    const missing = missed === undefined ? {} : { unrecorded: missed.at }
    const [last] = said.flatMap(alongTheWay).toSorted((one, other) => strength[other.outcome] - strength[one.outcome])
    if (last === undefined) return { party, state: 'queued', ...missing }
    return {
      party,
      state: last.outcome,
      at: last.at,
      receipt: last.receipt,
      ...(last.code === null ? {} : { code: last.code }),
      ...(last.rule === null ? {} : { rule: last.rule }),
      ...(last.outcome === 'erased' ? { exported: last.exported } : {}),
      ...missing,
    }
  })
}

const alongTheWay = ({ outcome, ...row }: DeliveryRow) => (outcome === 'unrecorded' ? [] : [{ ...row, outcome }])

/** What of acts is still here because the gate would not let it go, by act and party. */
export async function withheldOf(
  reads: Reads,
  acts: readonly ActId[],
): Promise<ReadonlyMap<string, Pick<PartyState, 'state' | 'code' | 'rule'>>> {
  const where = { act: { in: [...acts] }, withheld_code: { not: null } }
  const rows = await reads.select(outbox, { where, limit: 100_000 })
  return new Map(
    rows.map(({ act, peer, withheld_code: code, withheld_rule: rule }) => [
      `${act} ${peer}`,
      { state: 'withheld', code: code ?? '', rule: rule ?? '' },
    ]),
  )
}

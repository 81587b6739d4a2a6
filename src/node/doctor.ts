import { epochMsOf } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import { firstHeld, mostUntold, untold } from '#platform/transport/held.ts'
import type { PeerStatus } from '#platform/transport/peer-status.ts'
import { outbox, received } from '#platform/transport/tables.ts'
import type { House } from '#charter/record/house.ts'
import { overdueActs } from '#rooms/governance/duty.ts'
import type { Finding } from './findings.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'

const cap = 10_000
/** Clocks that differ by more are told; signing goes on. */
const skewWarnMs = 60_000

/** What a running node can say of itself that its status does not. */
export async function examine(
  node: Pick<Node, 'peers' | 'house'>,
  { store, machine }: Pick<NodePorts, 'store' | 'machine'>,
): Promise<readonly Finding[]> {
  const peers = await Promise.all([...node.peers.values()].map((peer) => peer.status()))
  return [
    ...((await machine?.findings()) ?? []),
    ...peerClocks(peers),
    ...peersBehind(peers),
    charterAge(node.house),
    await owedEntries(node.house),
    await stuckParcels(store),
    ...(await heldParcels(node.house, [...node.peers.keys()])),
  ]
}

function peerClocks(peers: readonly PeerStatus[]): readonly Finding[] {
  const away = peers.filter(({ skewMs = 0 }) => Math.abs(skewMs) > skewWarnMs)
  if (away.length === 0) return [{ check: 'peerClocks', state: 'ok' }]
  return away.map(({ party, skewMs = 0 }) => ({
    check: 'peerClocks',
    state: 'warn',
    params: { party, seconds: Math.round(Math.abs(skewMs) / 1000) },
    fix: 'timedatectl set-ntp true',
  }))
}

/** Parcels that a peer has announced and that have not come. */
function peersBehind(peers: readonly PeerStatus[]): readonly Finding[] {
  return peers.flatMap(({ party, behind }) =>
    behind === 0 ? [] : [{ check: 'behind', state: 'warn', params: { party, count: behind }, fix: 'tamga peer list' }],
  )
}

/** After a day the officers are told; after a week nothing more is shared by it. */
const [dayMs, hourMs] = [86_400_000, 3_600_000]

function charterAge({ charter, clock }: House): Finding {
  const { headAt, depositary } = charter()
  const ageMs = headAt === 'untracked' ? 0 : Math.max(0, epochMsOf(clock.now()) - epochMsOf(headAt))
  const params = { party: depositary, hours: Math.floor(ageMs / hourMs) }
  if (ageMs < dayMs) return { check: 'charterAge', state: 'ok', params }
  return { check: 'charterAge', state: ageMs < 7 * dayMs ? 'warn' : 'bad', params, fix: 'tamga peer list' }
}

const mostOverdue = 100

async function owedEntries({ store, charter, clock }: House): Promise<Finding> {
  const overdue = await overdueActs(store, { charter: charter(), at: clock.now() }, mostOverdue)
  const params = { party: charter().depositary, count: overdue.length }
  if (overdue.length === 0) return { check: 'entering', state: 'ok', params }
  return { check: 'entering', state: 'bad', params, fix: 'tamga charter list' }
}

async function stuckParcels(store: NodePorts['store']): Promise<Finding> {
  const quarantined = await store.count(received, { outcome: 'quarantined' }, cap)
  const held = await store.count(received, { outcome: 'held' }, cap)
  const withheld = await store.count(outbox, { withheld_code: { not: null } }, cap)
  const params = { quarantined, held, withheld }
  if (quarantined + held + withheld === 0) return { check: 'parcels', state: 'ok', params }
  return { check: 'parcels', state: 'warn', params, fix: 'tamga verify --all' }
}

/** What waits of each peer, how much and since when: for a word about a frozen seal, or for an entry of the charter. */
async function heldParcels({ store, clock }: House, peers: readonly Party[]): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const party of peers) {
    for (const [check, code, fix] of waits) {
      const where = { peer: party, outcome: 'held', code } as const
      const first = await firstHeld(store, where)
      if (first === undefined) continue
      const count = await store.count(received, where, cap)
      const hours = Math.floor(Math.max(0, epochMsOf(clock.now()) - epochMsOf(first)) / hourMs)
      const state = code === untold && count >= mostUntold ? 'bad' : 'warn'
      findings.push({ check, state, params: { party, count, hours }, fix })
    }
  }
  return findings
}

const waits = [
  ['heldSeal', untold, 'tamga key list'],
  ['heldCharter', { not: untold }, 'tamga peer list'],
] as const

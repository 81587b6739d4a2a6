import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { refuseFigures } from '#platform/http/figures.ts'
import { waiting } from '#platform/journal/tables.ts'
import { searchLag } from '#platform/search/search.ts'
import type { PeerStatus } from '#platform/transport/peer-status.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import { refuse } from '#kernel/refusal.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { standingAt } from '#charter/standing.ts'
import { witnessPolicyOf } from '#charter/witnesses.ts'
import { overdueActs } from '#rooms/governance/duty.ts'
import { policyOf } from '../journaling.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { version } from '../version.ts'

const me = {
  method: 'GET',
  path: '/api/v1/me',
  action: 'self.read',
  summary: 'The account that asks.',
  answer: z.looseObject({ name: z.string(), role: z.string(), desk: z.string(), party: z.string() }),
} as const satisfies Declaration

const status = {
  method: 'GET',
  path: '/api/v1/status',
  action: 'status.read',
  summary: 'How this node stands: journal, links, search.',
  answer: z.looseObject({ party: z.string(), version: z.string() }),
} as const satisfies Declaration

const charter = {
  method: 'GET',
  path: '/api/v1/charter',
  action: 'charter.read',
  summary: 'Parties, words of labels, agreements, organs, rules of procedure and quotas as of now.',
  answer: z.looseObject({ coalition: z.string() }),
} as const satisfies Declaration

const reopen = {
  method: 'POST',
  path: '/api/v1/peers/:party/open',
  action: 'peers.manage',
  summary: 'Try a link again that its peer refused.',
  body: z.strictObject({}),
} as const satisfies Declaration

const policy = {
  method: 'GET',
  path: '/api/v1/charter/policies/:party',
  action: 'charter.read',
  summary: 'The rule by which a journal counts as witnessed, for verifying offline (C2SP tlog-policy).',
  answer: { raw: ['text/plain'] },
} as const satisfies Declaration

export function statusRoutes(ports: NodePorts, node: Omit<Node, keyof AsyncDisposable>): void {
  const { api, house } = node
  api.route(me, async ({ reader }) => ({ ...reader.account, levels: [...reader.levels], party: house.self }))
  api.route(status, async ({ reader }) => {
    const hasFigures = refuseFigures(reader) === undefined
    const state = node.journal.state()
    const peers = await Promise.all([...node.peers.values()].map((peer) => peer.status()))
    const { k, n, f } = witnessPolicyOf(house.charter(), house.self, house.clock.now())
    return {
      party: house.self,
      version,
      coalition: house.charter().name,
      at: house.clock.now(),
      journal: {
        ...state,
        ...(hasFigures && { waiting: await ports.store.count(waiting, {}, mostCounted) }),
        k,
        n,
        toleratesLying: f,
      },
      recovery: node.recovery.state(),
      charter: await laneStatus(house),
      peers: peers.map((peer) => (hasFigures ? peer : withoutFigures(peer))),
      search: await searchLag(ports.store, hasFigures ? undefined : reader, mostCounted),
    }
  })
  api.route(charter, async () => charterView(node))
  api.route(reopen, async ({ params }) => {
    const party = parseParty(params.party)
    const peer = party === undefined ? undefined : node.peers.get(party)
    if (peer === undefined) return refuse('not-found', 'interfaces: paths')
    peer.reopen()
    return undefined
  })
  api.route(policy, async ({ params }) => {
    const party = parseParty(params.party)
    if (party === undefined || !house.charter().parties.has(party)) return refuse('not-found', 'interfaces: paths')
    const text = policyOf(ports, house, party)
    return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  })
}

const mostCounted = 100_000
const mostOverdue = 20

/** How old the charter is, and what its depositary owes the coalition. */
async function laneStatus(house: Node['house']) {
  const charter = house.charter()
  const { depositary, headAt, place } = charter
  return {
    number: place.number,
    depositary,
    ...(headAt === 'untracked' ? {} : { headAt }),
    halted: house.laneFork() !== undefined,
    ...earlyView(house.laneEarly()),
    overdue: [...(await overdueActs(house.store, { charter, at: house.clock.now() }, mostOverdue))],
  }
}

const earlyView = (early: ReturnType<Node['house']['laneEarly']>) =>
  early === undefined ? {} : { early: { ...early } }

/** How a link stands, without what would tell how much goes over it, and when. */
function withoutFigures({ party, state, numbering }: PeerStatus): Pick<PeerStatus, 'party' | 'state' | 'numbering'> {
  return { party, state, numbering }
}

function charterView({ house }: Pick<Node, 'house'>) {
  const facts = house.charter()
  const at = house.clock.now()
  return {
    coalition: facts.id,
    words: idWords(facts.id),
    name: facts.name,
    title: facts.title,
    number: facts.place.number,
    newest: facts.newest,
    depositary: facts.depositary,
    organs: facts.organs,
    procedure: facts.procedure,
    quotas: facts.quotas,
    levels: [...facts.levels.keys()],
    categories: [...facts.categories].map(([name, title]) => ({ name, title })),
    handling: [...facts.handling].map(([name, title]) => ({ name, title })),
    purposes: [...facts.purposes].map(([name, title]) => ({ name, title })),
    secondOfficerFrom: facts.secondOfficerFrom,
    parties: [...facts.parties.values()].map(({ party, name, url, journalOrigin }) => {
      return { party, name, url, journalOrigin, standing: standingAt(facts, party, at)?.name ?? 'none' }
    }),
    agreements: facts.agreements.map(({ name, title, ceiling, inForce }) => {
      return { name, title, ceiling, parties: [...inForce.keys()] }
    }),
  }
}

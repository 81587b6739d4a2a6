import { problem } from '#platform/http/problem.ts'
import { linkDoor, type LinkVariables } from '#platform/transport/link/link-door.ts'
import { linkLimits } from '#platform/transport/link/link-client.ts'
import { signerExpected } from '#platform/transport/link/link-keys.ts'
import { Nonces } from '#platform/transport/link/nonces.ts'
import { laneAfter } from '#rooms/governance/lane-file.ts'
import { federationRoutes } from '#platform/transport/routes.ts'
import { Hono } from 'hono'
import { chartersLinkKeys, takingPorts } from './links.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'

/** `/federation/v1` behind the link door, `/journal` and `/witness` for anyone. */
export function mountFederation(ports: NodePorts, node: Omit<Node, keyof AsyncDisposable>): void {
  const { house, peers, api, journal } = node
  const edge = { sentences: ports.sentences, random: ports.random, log: ports.log }
  const door = linkDoor({
    self: house.self,
    signer: (expected) => signerExpected(ports.keyring, expected),
    keys: chartersLinkKeys(house),
    nonces: new Nonces(),
    clock: ports.clock,
    timers: ports.timers,
    limits: linkLimits,
    refused: (request, refusal) => problem(edge, request, refusal),
    onContact: ({ peer }) => peers.get(peer)?.contacted(),
  })
  const routes = federationRoutes({
    ...takingPorts(ports, house),
    checkpoint: journal.published,
    laneAfter: (asked) => laneAfter(house, asked),
    onHint: (peer, kind) => peers.get(peer)?.hinted(kind),
    onPush: async (peer, pushed) => peers.get(peer)?.pushed(pushed),
  })
  const federation = new Hono<LinkVariables>()
  federation.use('*', door)
  federation.route('/', routes)
  api.app.route('/federation/v1', federation)
  for (const [path, app] of journal.routes) api.app.route(path, app)
}

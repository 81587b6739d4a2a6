import { cursors } from '#platform/http/cursor.ts'
import { serveDocs } from '#platform/http/docs-page.ts'
import { serveHealth } from '#platform/http/health.ts'
import { accounts } from '#platform/http/account.ts'
import { benchRoutes } from '#charter/matrix/bench.ts'
import { matrixRoutes } from '#charter/matrix/routes.ts'
import { registerRoutes } from '#charter/record/routes.ts'
import { alertRoutes } from '#rooms/alerts/routes.ts'
import { consultationRoutes } from '#rooms/consultation/routes.ts'
import { deskRoutes } from '#rooms/desks/routes.ts'
import { agreementRoutes } from '#rooms/agreements/routes.ts'
import { exchangeDetail } from '#rooms/exchange/detail.ts'
import { taxii } from '#rooms/exchange/collections/taxii-declarations.ts'
import { taxiiRoutes } from '#rooms/exchange/collections/taxii-routes.ts'
import { envelopesHere } from '#rooms/exchange/posting/envelopes.ts'
import { exchangeRoutes } from '#rooms/exchange/routes.ts'
import { textRoutes } from '#rooms/exchange/text-routes.ts'
import { keyRoutes } from '#rooms/governance/keys/routes.ts'
import { joiningRoutes } from '#rooms/governance/joining.ts'
import { governanceRoutes } from '#rooms/governance/routes.ts'
import { watchRoutes } from '#rooms/watches/routes.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'
import { backupRoutes } from './routes/backup.ts'
import { carryRoutes } from './routes/carry.ts'
import { checkRoutes } from './routes/check.ts'
import { consoleRoutes } from './routes/console.ts'
import { completeExportRoutes } from './routes/complete-export.ts'
import { doctorRoutes } from './routes/doctor.ts'
import { doorRoutes } from './routes/door.ts'
import { enrolmentRoutes } from './routes/enrolment.ts'
import { eventRoutes } from './routes/events.ts'
import { identityRoutes } from './routes/identity.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { patternRoutes } from './routes/patterns.ts'
import { recoverRoutes } from './routes/recover.ts'
import { relatedRoutes } from './routes/related.ts'
import { searchRoutes } from './routes/search.ts'
import { statusRoutes } from './routes/status.ts'
import { userRoutes } from './routes/users.ts'
import { verificationRoutes } from './routes/verification.ts'
import { validateRoutes } from './routes/validate.ts'
import type { Verifications } from './verifying/runs.ts'
import { version } from './version.ts'

/** Every route of the JSON API. A room is added and removed by a line here. */
export function mountApi(
  ports: NodePorts,
  node: Omit<Node, keyof AsyncDisposable>,
  verifications: Verifications,
): void {
  const { api, house } = node
  const own = { house, cursors: cursors(ports.cursorKey, ports.random) }
  registerRoutes(api, { ...own, details: [exchangeDetail(house)] })
  matrixRoutes(api, { ...own, timers: ports.timers })
  benchRoutes(api, house)
  exchangeRoutes(api, own)
  textRoutes(api, { ...own, search: ports.search })
  alertRoutes(api, {
    ...own,
    sentences: ports.sentences,
    signers: ports.alertSigners ?? [],
    skewOf: (party) => node.peers.get(party)?.skewMs,
  })
  deskRoutes(api, own)
  consultationRoutes(api, own)
  governanceRoutes(api, own)
  joiningRoutes(api, house)
  keyRoutes(api, { house, draw: ports.drawKeys })
  agreementRoutes(api, { house, sentences: ports.sentences })
  const edge = { sentences: ports.sentences, random: ports.random, log: ports.log }
  api.app.route(
    '/',
    taxiiRoutes({ ...own, edge, timers: ports.timers, envelopes: ports.threads?.envelopes ?? envelopesHere }),
  )
  api.describe(Object.values(taxii))
  searchRoutes(api, ports, own.cursors)
  watchRoutes(api, { ...own, search: ports.search })
  relatedRoutes(api, ports)
  statusRoutes(ports, node)
  checkRoutes(node, ports)
  verificationRoutes(node, ports, verifications)
  ledgerRoutes(ports, node, own.cursors)
  validateRoutes(api, ports)
  patternRoutes(api)
  doorRoutes(ports, node)
  passkeyRoutes(ports, node)
  enrolmentRoutes(ports, node)
  identityRoutes(ports, node)
  userRoutes(ports, node)
  carryRoutes(ports, node)
  completeExportRoutes(ports, node)
  backupRoutes(ports, node)
  recoverRoutes(node)
  eventRoutes(node)
  doctorRoutes(node, ports)
  if (ports.console !== undefined) consoleRoutes(api, ports.console)
  serveHealth(api, ports.timers, {
    storage: async () => (await ports.store.count(accounts, {}, 1)) >= 0,
    journal: () => Promise.resolve(node.journal.isWell()),
    ...ports.machine?.checks,
  })
  serveDocs(api, { title: 'Tamga', version })
}

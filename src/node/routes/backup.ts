import { refuse } from '#kernel/refusal.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { download } from '#platform/http/download.ts'
import { writeBackup } from '../backup/write.ts'
import { leased } from '../leased.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'

const backup = {
  method: 'POST',
  path: '/api/v1/backup',
  action: 'node.backup',
  summary: 'A whole backup of the node as it is now, sealed under the operator’s key. Keys of the party are not in it.',
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

export function backupRoutes(ports: NodePorts, { api, party }: Omit<Node, keyof AsyncDisposable>): void {
  api.route(backup, async () => {
    const key = await ports.backupKey?.()
    if (key === undefined) return refuse('backup-key-missing', 'interfaces: backup')
    const lease = await ports.store.lease('backup')
    if (lease === undefined) return refuse('backup-running', 'interfaces: backup')
    const name = `${party}-${ports.clock.now().slice(0, 10)}.tamga-backup`
    const parts = leased(lease, writeBackup(ports, key))
    return download({ body: noted(parts, () => ports.machine?.backedUp()), name })
  })
}

/** Says so once the last part has been taken. */
async function* noted(
  parts: AsyncGenerator<Uint8Array, void, undefined>,
  note: () => Promise<void> | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* parts
  await note()
}

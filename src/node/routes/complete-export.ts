import { refuse } from '#kernel/refusal.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { download } from '#platform/http/download.ts'
import { momentNow } from '../complete-export/moment.ts'
import { writeExport } from '../complete-export/write.ts'
import { leased } from '../leased.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'

const completeExport = {
  method: 'POST',
  path: '/api/v1/export/all',
  action: 'node.export',
  summary:
    'Everything this state said, was sent and can prove, as one file sealed under the operator’s key. Keys of the party are not in it.',
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

const rule = 'protocol 8: leaving'

export function completeExportRoutes(ports: NodePorts, { api, party, house }: Omit<Node, keyof AsyncDisposable>): void {
  api.route(completeExport, async () => {
    const key = await ports.backupKey?.()
    if (key === undefined) return refuse('backup-key-missing', rule)
    const lease = await ports.store.lease('export')
    if (lease === undefined) return refuse('export-running', rule)
    await using stack = new AsyncDisposableStack()
    stack.use(lease)
    const moment = stack.use(await momentNow(ports))
    const parts = writeExport({ ...ports, keyring: house.keyring }, moment, key)
    const name = `${party}-${ports.clock.now().slice(0, 10)}.tamga-export`
    return download({ body: leased(stack.move(), parts), name })
  })
}

import { ended } from '#kernel/ports.ts'
import { cursors } from '#platform/http/cursor.ts'
import { newToken } from '#platform/http/account.ts'
import { rehearsePages } from '#rooms/exchange/collections/rehearsing.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'

/** A start takes no longer for it than this, and ends it at once when told to stop. */
const mostMs = 2000
/** Requests of nobody whose account is known: who asks is looked for as for everybody. */
const strangers = 12

/**
 * Before a node listens: goes through what tools ask, so that the first of them does not wait for connections to open and for code to be
 * compiled. What fails here fails again where somebody hears of it.
 */
export async function rehearse(node: Node, ports: NodePorts, stop?: AbortSignal): Promise<void> {
  const over = new AbortController()
  const signal = stop === undefined ? over.signal : AbortSignal.any([over.signal, stop])
  const own = { house: node.house, cursors: cursors(ports.cursorKey, ports.random) }
  const read = async (): Promise<void> => {
    const pages = await rehearsePages(own, signal)
    const asking = pages === 0 ? 0 : strangers
    for (let at = 0; at < asking && !signal.aborted; at += 1) await askUnknown(node, ports)
    ports.log({ level: 'info', event: 'rehearsed', pages })
  }
  const done = read().catch(() => undefined)
  await Promise.race([done.then(() => over.abort(ended)), ports.timers.sleep(mostMs, signal)])
  over.abort(ended)
}

async function askUnknown({ fetch }: Node, { random }: NodePorts): Promise<void> {
  const authorization = `Basic ${btoa(`nobody:${newToken(random).token}`)}`
  const path = '/taxii2/api/collections/all/objects/?limit=1000'
  await fetch(new Request(`http://localhost${path}`, { headers: { authorization } }))
}

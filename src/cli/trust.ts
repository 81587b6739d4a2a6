import { fromHex } from '#kernel/bytes.ts'
import type { Fetch } from '#kernel/ports.ts'
import { fingerprintWords } from '#protocol/identity/fingerprint.ts'
import type { Target } from './context.ts'
import type { Io } from './io.ts'
import { agreed } from './prompt.ts'
import type { Session } from './session.ts'
import { stop } from './stop.ts'

/** The way to a node: pinned to its key where one is kept, else as the authorities of this machine say. */
export function fetchTo(io: Io, { node, nodeKey }: Pick<Target, 'node' | 'nodeKey'>): Fetch {
  if (nodeKey === undefined || node.protocol !== 'https:') return io.fetch
  return io.pinned((keyid) => keyid === nodeKey)
}

/** The key of a node with a certificate of its own, once a person has said that it is the right one. Nothing is sent before. */
export async function trustedKey(session: Session, node: URL): Promise<string> {
  const { io, say } = session
  const keyid = await shownKey(io, node)
  const words = fingerprintWords(fromHex(keyid.slice('key--'.length)) ?? new Uint8Array(32))
  const params = { node: node.origin, key: keyid, words }
  const canAsk = io.stdin.isTerminal && io.stderr.isTerminal && !session.globals.isSilent
  if (!canAsk && !session.globals.isYes) throw stop('node-key-unknown', params)
  if (await agreed(session, say('cli.login.trust', params), true)) return keyid
  throw stop('node-key-refused', { node: node.origin })
}

/** The id of the key that a node shows, asked without sending it a byte of HTTP. */
async function shownKey(io: Io, node: URL): Promise<string> {
  let shown: string | undefined
  const look = io.pinned((keyid) => {
    shown = keyid
    return false
  })
  await look(new Request(node, { signal: io.signal })).catch(() => undefined)
  if (shown === undefined) throw stop('node-unreachable', { node: node.origin, reason: 'TLS' })
  return shown
}

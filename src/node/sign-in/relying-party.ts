import { isIP } from 'node:net'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { NodePorts } from '../ports.ts'

/** What passkeys of this node are bound to (WebAuthn: relying party). `origin` as browsers write it, `id` its host name. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/**
 * Always from the configuration, never from a request: a page elsewhere would else name itself. An IP address is no RP ID (WebAuthn 3
 * section 5.1.2: a valid domain).
 */
export function relyingParty({
  signIn,
}: Pick<NodePorts, 'signIn'>): RelyingParty | Refusal<'passkeys-unconfigured' | 'passkeys-need-a-name'> {
  const publicUrl = signIn?.publicUrl()
  if (publicUrl === undefined) return refuse('passkeys-unconfigured', 'configuration: publicUrl')
  const { hostname, origin } = new URL(publicUrl)
  const isAddress = isIP(hostname.replaceAll(/[[\]]/gu, '')) !== 0
  return isAddress
    ? refuse('passkeys-need-a-name', 'configuration: publicUrl', { publicUrl })
    : { id: hostname, origin }
}

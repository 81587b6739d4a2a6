import type { MiddlewareHandler } from 'hono'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { LinkSigner } from './link-keys.ts'
import type { LinkCall, VerifyingPorts } from './signed-request.ts'
import { Pace } from './pace.ts'
import { expectedBy, verifyRequest } from './signed-request.ts'
import { signResponse } from './signed-response.ts'

/** What handlers behind the door find: `c.get('link')`. */
export interface LinkVariables {
  readonly Variables: { link: LinkCall }
}

export interface LinkDoorPorts extends VerifyingPorts {
  readonly self: Party
  /** The key of ours that answers: that which the caller expects, while there are several. */
  readonly signer: (expected: string | undefined) => LinkSigner
  /** Renders a refusal (platform/http/problem.ts). */
  readonly refused: (request: Request, refusal: Refusal) => Response
  /** How often each peer may ask; what comes beyond is deferred (429) and nothing is done for it. */
  readonly pace?: Pace
  /** Told of every verified request: any contact resets a peer's back-off, and shows its clock. */
  readonly onContact?: (call: LinkCall) => void
}

/**
 * Lets through only requests of parties with a pinned `link` key, and signs what is answered to them, refusals and
 * faults included. What could not be verified is answered without a signature: a changed request must not give its
 * sender a refusal that the sender would have to believe.
 */
export function linkDoor(ports: LinkDoorPorts): MiddlewareHandler<LinkVariables> {
  const pace = ports.pace ?? new Pace()
  return async (c, next) => {
    const call = await verifyRequest(ports, c.req.raw)
    if (isRefusal(call)) return ports.refused(c.req.raw, call)
    ports.onContact?.(call)
    c.set('link', call)
    if (pace.admit(call.peer, ports.clock.now())) await next()
    else c.res = ports.refused(c.req.raw, refuse('too-often', 'protocol 7: deferred', { retryAfterMs: 1000 }))
    const answering = { self: ports.signer(expectedBy(c.req.raw)), clock: ports.clock }
    const signed = await signResponse(answering, call.signature, c.res)
    c.res = undefined
    c.res = signed
    return undefined
  }
}

import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'

/**
 * `__Host-tamga-alt`: sent over TLS or to this machine itself only, to this host alone, unread by scripts. Browsers keep the cookies of all
 * ports of a host together, so the name holds the party.
 */
const cookieName = (party: string): string => `__Host-tamga-${party}`

const secretShape = /^[A-Za-z0-9_-]{43}$/u

/** The secret of the session, as the browser gives it back; nothing where it gives none or something else. */
export const sessionSecretOf = (request: Request, party: string): string | undefined =>
  secretIn(request, cookieName(party))

/** The same of what this browser has begun at the door. */
export const ceremonySecretOf = (request: Request, party: string): string | undefined =>
  secretIn(request, `${cookieName(party)}-door`)

function secretIn(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2)
    if (key === name) return secretShape.test(value) ? value : undefined
  }
  return undefined
}

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** Kept until the browser closes; the node ends it earlier by its own clock. */
export const sessionCookie = (party: string, secret: string): string => `${cookieName(party)}=${secret}; ${attributes}`

/** Of one step at the door until the next; one at a time, so that a newer begins anew. */
export const ceremonyCookie = (party: string, secret: string): string =>
  `${cookieName(party)}-door=${secret}; ${attributes}`

export const noSessionCookie = (party: string): string => `${cookieName(party)}=; ${attributes}; Max-Age=0`

/**
 * What a page elsewhere makes a browser send is refused: browsers name the page's origin with every request that is no GET (Fetch, "append
 * a request Origin header"). Other ports of a host are the same site, so SameSite alone would not do.
 */
export function refuseForeignPage(request: Request): Refusal<'foreign-page'> | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const origin = request.headers.get('origin') ?? ''
  const host = request.headers.get('host') ?? new URL(request.url).host
  const isOwn = URL.canParse(origin) && new URL(origin).host === host
  return isOwn ? undefined : refuse('foreign-page', 'console: sessions')
}

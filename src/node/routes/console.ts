import type { Api } from '#platform/http/api.ts'
import type { ConsoleFiles } from '../console-files.ts'

/** First segments of the console's own addresses: each is answered with the one page, which shows what the address names. */
export const consolePlaces = [
  'duty',
  'reports',
  'compose',
  'search',
  'consult',
  'agreements',
  'ledger',
  'node',
  'me',
  'door',
  'help',
  'tour',
] as const

/**
 * Nothing from elsewhere, nothing inline, no string that becomes code (CSP 3, Trusted Types). `'self'` is this listener alone: another port
 * is another origin.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Serves the console: its page at `/` and at its places, and what the page names under `/assets/`. */
export function consoleRoutes({ app }: Api, files: ConsoleFiles): void {
  const page = (request: Request): Promise<Response> => answer(files, 'console.html', request)
  app.get('/', (c) => page(c.req.raw))
  for (const place of consolePlaces) {
    app.get(`/${place}`, (c) => page(c.req.raw))
    app.get(`/${place}/*`, (c) => page(c.req.raw))
  }
  app.get('/assets/:name', async (c) => {
    const response = await answer(files, `assets/${c.req.param('name')}`, c.req.raw)
    return response.status === 404 ? c.notFound() : response
  })
}

async function answer(files: ConsoleFiles, name: string, request: Request): Promise<Response> {
  const takesBrotli = /\bbr\b/u.test(request.headers.get('accept-encoding') ?? '')
  const file = await files.read(name, takesBrotli ? 'br' : undefined)
  if (file === undefined) return new Response(null, { status: 404 })
  // Names of assets hold a digest of their content; the page itself is asked for anew each time.
  const isForever = name.startsWith('assets/')
  return new Response(file.bytes, {
    headers: {
      'content-type': file.mediaType,
      'cache-control': isForever ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(isForever ? {} : { 'content-security-policy': pagePolicy }),
      ...(file.coding === undefined ? {} : { 'content-encoding': file.coding }),
    },
  })
}

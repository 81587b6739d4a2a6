import { toBase64, encodeUtf8 } from '#kernel/bytes.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import type { Api } from './api.ts'
import { isOpen, type Declaration } from './declaration.ts'
import { escapeHtml } from './html.ts'
import type { ApiInfo } from './openapi.ts'
import { openApi, rolesOf, templateOf } from './openapi.ts'

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid}
code{font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}`

/** Registers `/api/openapi.json` and `/api/docs`: a page without script, made from the same declarations. */
export function serveDocs(api: Api, info: ApiInfo): void {
  const json = { raw: ['application/json'] } as const
  api.route(
    {
      method: 'GET',
      path: '/api/openapi.json',
      action: 'public',
      summary: 'This description, for programs',
      answer: json,
    },
    async () => Response.json(openApi(info, [...api.routes, ...api.beside])),
  )
  api.route(
    { method: 'GET', path: '/api/docs', action: 'public', summary: 'This page', answer: { raw: ['text/html'] } },
    async () => new Response(page(info, [...api.routes, ...api.beside]), { headers: pageHeaders }),
  )
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${toBase64(sha256(encodeUtf8(style)))}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
}

function page(info: ApiInfo, routes: readonly Declaration[]): string {
  const title = escapeHtml(`${info.title} ${info.version}`)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${style}</style></head>
<body><main><h1>${title}</h1>
<p>Bearer tokens (for TAXII also HTTP Basic, and the media types and errors of that standard); lists are <code>{items, next?}</code> with <code>?limit=&amp;after=</code>; refusals are
<code>application/problem+json</code> with <code>code</code>, <code>rule</code> and <code>wayOut</code>.
For programs: <a href="/api/openapi.json">openapi.json</a>.</p>
<table><thead><tr><th scope="col">Route</th><th scope="col">What it does</th><th scope="col">Roles</th></tr></thead>
<tbody>
${routes.map(row).join('\n')}
</tbody></table></main></body></html>
`
}

function row(route: Declaration): string {
  const roles = isOpen(route.action) ? 'anyone' : rolesOf(route).join(', ')
  const [path, summary] = [escapeHtml(templateOf(route.path)), escapeHtml(route.summary)]
  return `<tr><td><code>${route.method} ${path}</code></td><td>${summary}</td><td>${escapeHtml(roles)}</td></tr>`
}

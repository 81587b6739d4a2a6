/** For everything that is not a page of ours: nothing is loaded, framed, submitted or guessed. */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const always: Readonly<Record<string, string>> = {
  'content-security-policy': apiPolicy,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** The response with the headers that every response carries; what its maker has set stays. */
export function secured(response: Response, ref: string): Response {
  const missing = Object.entries(always).filter(([name]) => !response.headers.has(name))
  const added: readonly (readonly [string, string])[] = [...missing, ['request-id', ref]]
  try {
    for (const [name, value] of added) response.headers.set(name, value)
    return response
  } catch {
    // Some responses come with headers that cannot be changed.
    const copy = new Response(response.body, response)
    for (const [name, value] of added) copy.headers.set(name, value)
    return copy
  }
}

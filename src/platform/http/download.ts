/** Bytes from outside as a file: never shown by a browser, never run, never guessed at (trust P14). */
export interface Download {
  readonly body: Uint8Array | AsyncGenerator<Uint8Array, void, undefined>
  /** As the author gave it: put into the name only. */
  readonly name: string
  readonly bytes?: number
}

/** The media type is always `application/octet-stream`, so that no type an author claims is acted on. */
export function download(file: Download): Response {
  const headers = new Headers({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${asciiName(file.name)}"; filename*=UTF-8''${encodedName(file.name)}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  })
  if (file.bytes !== undefined) headers.set('content-length', String(file.bytes))
  const body = file.body instanceof Uint8Array ? file.body : streamOf(file.body)
  return new Response(body as BodyInit, { headers })
}

const asciiName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/gu, '_').slice(0, 100) || 'file'

/** RFC 8187. Control and direction characters and path separators are left out: they make a name look like another. */
function encodedName(name: string): string {
  const shown =
    name
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Cf}/\\]/gu, '_')
      .slice(0, 100)
      .toWellFormed() || 'file'
  return encodeURIComponent(shown).replaceAll(/['()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** A stream that asks for the next part only when the client took the last, and ends the source when the client goes. */
function streamOf(parts: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await parts.return()
    },
  })
}

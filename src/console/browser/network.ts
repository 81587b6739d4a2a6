interface Begun {
  readonly answer: Promise<Response>
  readonly atMs: number
}

/** What was asked for before anybody wanted it, by path. */
const begun = new Map<string, Begun>()

/** An answer older than this is of no use. */
const freshMs = 10_000

/** Asks for what will be wanted in a moment: whoever asks for it first is given that answer. */
export function begin(path: string, language: string): void {
  const headers = { 'accept-language': language }
  const answer = fetch(path, { headers, credentials: 'same-origin', redirect: 'error' })
  // A way that was closed is tried again by who wants the answer.
  answer.catch(() => begun.delete(path))
  begun.set(path, { answer, atMs: performance.now() })
}

/** The ways out of the page, all to the node that served it. */
export async function request(path: string, init: RequestInit): Promise<Response> {
  const before = begun.get(path)
  begun.delete(path)
  if (before !== undefined && performance.now() - before.atMs < freshMs) {
    const answer = await before.answer.catch(() => undefined)
    // A no may have been said to whoever was not yet signed in.
    if (answer?.ok === true) return answer
  }
  return fetch(path, init)
}

export interface Sending {
  readonly path: string
  readonly body: Blob
  readonly headers: Readonly<Record<string, string>>
  /** Bytes that have left, as they leave. */
  readonly onProgress: (sent: number) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

export interface Sent {
  readonly status: number
  readonly text: string
}

/** Sends a large body and says how far it is, which `fetch` cannot. Rejects where the node is not reached or the signal ends it. */
export function sendLarge({ path, body, headers, onProgress, signal }: Sending): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', path)
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value)
    sending.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
    sending.addEventListener('load', () => resolve({ status: sending.status, text: sending.responseText }))
    sending.addEventListener('error', () => reject(new TypeError('not reached')))
    sending.addEventListener('abort', () => reject(new DOMException('ended', 'AbortError')))
    signal.addEventListener('abort', () => sending.abort())
    sending.send(body)
  })
}

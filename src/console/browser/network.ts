/** What was asked for before anybody wanted it, by path. */
const begun = new Map<string, Promise<Response>>()

/** Asks for what will be wanted in a moment: whoever asks for it first is given that answer. */
export function begin(path: string, language: string): void {
  const headers = { 'accept-language': language }
  const answer = fetch(path, { headers, credentials: 'same-origin', redirect: 'error' })
  // A way that was closed is tried again by who wants the answer.
  answer.catch(() => begun.delete(path))
  begun.set(path, answer)
}

/** The ways out of the page, all to the node that served it. */
export function request(path: string, init: RequestInit): Promise<Response> {
  const answer = begun.get(path)
  begun.delete(path)
  return answer?.catch(() => fetch(path, init)) ?? fetch(path, init)
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

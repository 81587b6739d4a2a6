/** The ways out of the page, all to the node that served it. */
export const request = (path: string, init: RequestInit): Promise<Response> => fetch(path, init)

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

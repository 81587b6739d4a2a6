/** One server-sent event (HTML Living Standard 9.2): its id, its name and its data as text. */
export interface SentEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** No event of a node is as long as this; what is, is no event. */
const mostCharacters = 64 * 1024

/** The events of a stream as they come; comments and what a reader need not know are passed over. Ends with the stream. */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<SentEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true }).replaceAll('\r\n', '\n')
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    if (text.length > mostCharacters) return
    for (const block of blocks) {
      const found = eventOf(block)
      if (found !== undefined) yield found
    }
  }
}

function eventOf(block: string): SentEvent | undefined {
  const fields = { id: '', event: 'message', data: '' }
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^(id|event|data): ?(.*)$/u.exec(line) ?? []
    if (name === 'data') fields.data += (fields.data === '' ? '' : '\n') + value
    else if (name === 'id' || name === 'event') fields[name] = value
  }
  return fields.data === '' ? undefined : fields
}

/** A body as it comes; it ends, and its sender knows, when the signal aborts. */
export async function* bytesOf(body: Response['body'], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  const cancel = () => void reader?.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const next = signal.aborted ? undefined : await reader?.read()
      if (next?.value === undefined) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}

const reopenMs = 3000

export interface Listening {
  readonly path: string
  readonly names: readonly string[]
  /** What an event says, as text. */
  readonly on: (name: string, data: string) => void
  /** Of what went before nothing is known: the first time, and where the node refused to go on. */
  readonly onAnew: () => void
}

/** Listens until it is stopped. The browser itself goes on after a break where it left off; after an answer that is no stream it gives up, and is asked again. */
export function listen({ path, names, on, onAnew }: Listening): () => void {
  let stream: EventSource
  let waiting: ReturnType<typeof setTimeout> | undefined
  const open = (): void => {
    const opened = new EventSource(path)
    stream = opened
    opened.addEventListener('open', onAnew, { once: true })
    for (const name of names) opened.addEventListener(name, ({ data }: MessageEvent<string>) => on(name, data))
    opened.addEventListener('error', () => {
      if (opened.readyState === EventSource.CLOSED) waiting = setTimeout(open, reopenMs)
    })
  }
  open()
  return () => {
    clearTimeout(waiting)
    stream.close()
  }
}

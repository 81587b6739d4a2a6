import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A small SMTP listener (RFC 5321) on loopback: keeps what it is given, or answers one verb, or one line, as it is told. */
export interface MailServer extends AsyncDisposable {
  readonly port: number
  readonly letters: readonly string[]
  /** What was said on the line, letters aside. */
  readonly said: readonly string[]
  /** Resolves with the next letter. */
  next(): Promise<string>
}

export async function mailServer(answers: Readonly<Record<string, string>> = {}): Promise<MailServer> {
  const [letters, said]: [string[], string[]] = [[], []]
  const waiting: ((letter: string) => void)[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    let [text, isLetter] = ['', false]
    socket.write('220-mail.test\r\n220 ready\r\n')
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      for (;;) {
        const end = text.indexOf(isLetter ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const line = text.slice(0, end)
        text = text.slice(end + (isLetter ? 5 : 2))
        if (isLetter) {
          letters.push(line)
          waiting.shift()?.(line)
          isLetter = false
          socket.write('250 taken\r\n')
          continue
        }
        said.push(line)
        const verb = line.split(/[ :]/u)[0] ?? ''
        isLetter = verb === 'DATA' && answers[verb] === undefined
        const usual = {
          EHLO: '250-mail.test\r\n250 AUTH PLAIN',
          DATA: '354 go on',
          AUTH: '235 welcome',
          QUIT: '221 bye',
        }
        socket.write(`${answers[line] ?? answers[verb] ?? usual[verb as keyof typeof usual] ?? '250 fine'}\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    letters,
    said,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Fault } from '#kernel/fault.ts'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `starttls`: refused where the server does not offer it. */
  readonly tls: 'implicit' | 'starttls' | 'off'
  readonly user?: string
  readonly password?: string
}

export interface Letter {
  readonly from: string
  readonly to: readonly string[]
  /** RFC 5322, lines ended by CR LF. */
  readonly text: string
}

/** A reply longer than this is no reply. */
const mostCharacters = 8192

/** With 251 the server hands it on to another mailbox itself (RFC 5321, 3.4). */
const taken = [250, 251]

/**
 * Hands one letter to a mail server (RFC 5321), or faults with `smtp-NNN` or a code of the network. Goes to those mailboxes that the server takes
 * it for; of the others answers what it said, `smtp-NNN`. Where it takes it for none it faults: with a code that may get better, if there is one.
 */
export async function handOver(
  server: SmtpServer,
  { from, to, text }: Letter,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await using line = await Line.open(server, signal)
  await line.expect(220)
  let offers = await line.say('EHLO tamga.invalid', 250)
  if (server.tls === 'starttls') {
    if (!/\bSTARTTLS\b/iu.test(offers)) throw new Fault('smtp-starttls')
    await line.say('STARTTLS', 220)
    await line.secure(server.host)
    offers = await line.say('EHLO tamga.invalid', 250)
  }
  if (server.user !== undefined) {
    const plain = Buffer.from(`\0${server.user}\0${server.password ?? ''}`).toString('base64')
    await line.say(`AUTH PLAIN ${plain}`, 235)
  }
  await line.say(`MAIL FROM:<${from}>`, 250)
  const codes: number[] = []
  for (const one of to) codes.push(await line.ask(`RCPT TO:<${one}>`))
  const refused = codes.filter((code) => !taken.includes(code))
  if (refused.length === to.length) throw new Fault(`smtp-${refused.find((code) => code < 500) ?? refused[0] ?? 554}`)
  await line.say('DATA', 354)
  // A line that begins with a dot has it doubled (RFC 5321, 4.5.2).
  await line.say(`${text.replaceAll(/^\./gmu, '..')}\r\n.`, 250)
  await line.say('QUIT', 221).catch(() => undefined)
  return refused.map((code) => `smtp-${code}`)
}

class Line implements AsyncDisposable {
  #socket: Socket
  #text = ''
  #waiting: { resolve: () => void; reject: (error: unknown) => void } | undefined
  #error: Error | undefined

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket
    this.#listen()
    const stop = () => this.#end(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  }

  static async open({ host, port, tls }: SmtpServer, signal: AbortSignal): Promise<Line> {
    return new Line(tls === 'implicit' ? connectTls({ host, port, servername: host }) : connect({ host, port }), signal)
  }

  #listen(): void {
    this.#socket.setEncoding('utf8')
    this.#socket.on('data', (text: string) => {
      this.#text += text
      if (this.#text.length > mostCharacters) this.#end(new Fault('smtp-long'))
      this.#waiting?.resolve()
    })
    this.#socket.on('error', (error) => this.#end(error))
    this.#socket.on('close', () => this.#end(new Fault('smtp-closed')))
  }

  #end(error: unknown): void {
    this.#error ??= error instanceof Error ? error : new Fault('smtp-stopped')
    this.#waiting?.reject(this.#error)
    this.#socket.destroy()
  }

  async say(text: string, wanted: number): Promise<string> {
    this.#write(text)
    return this.expect(wanted)
  }

  /** Says something that may be answered with a no. */
  async ask(text: string): Promise<number> {
    this.#write(text)
    return (await this.#reply()).code
  }

  async expect(wanted: number): Promise<string> {
    const { whole, code } = await this.#reply()
    if (code !== wanted) throw new Fault(`smtp-${code}`)
    return whole
  }

  #write(text: string): void {
    if (this.#error !== undefined) throw this.#error
    this.#socket.write(`${text}\r\n`)
  }

  /** The whole reply: its last line has a space after the number. */
  async #reply(): Promise<{ readonly whole: string; readonly code: number }> {
    for (;;) {
      const [whole, code] = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/u.exec(this.#text) ?? []
      if (whole !== undefined) {
        this.#text = this.#text.slice(whole.length)
        return { whole, code: Number(code) }
      }
      if (this.#error !== undefined) throw this.#error
      await new Promise<void>((resolve, reject) => (this.#waiting = { resolve, reject }))
    }
  }

  /** Whatever the server said before belongs to nobody (RFC 3207, 4.2). */
  async secure(servername: string): Promise<void> {
    this.#text = ''
    this.#socket.removeAllListeners()
    const socket = connectTls({ socket: this.#socket, servername })
    this.#socket = socket
    this.#listen()
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { resolve: () => undefined, reject }
      socket.once('secureConnect', resolve)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#error ??= new Fault('smtp-closed')
    this.#socket.destroy()
  }
}

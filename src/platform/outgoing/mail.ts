import { Fault } from '#kernel/fault.ts'
import { internetDate } from '#kernel/instant.ts'
import { errorCode, type Adapter, type Attempt, type Message } from './adapter.ts'
import { handOver, type SmtpServer } from './smtp.ts'

export interface MailOptions extends SmtpServer {
  readonly name: string
  readonly from: string
  readonly to: readonly string[]
  /** Subject and text in the language of who reads it: `mail.subject.<type>`, `mail.text`. */
  readonly words: (key: 'subject' | 'text', message: Message) => string
}

/** A letter per message: what happened, when, and the id by which it is found; nothing of what it says. */
export function mail({ name, from, to, words, ...server }: MailOptions): Adapter {
  return {
    name,
    kind: 'mail',
    async send(message, signal): Promise<Attempt> {
      const letter = { from, to, text: textOf(message, { from, to, words }) }
      try {
        const [refused] = await handOver(server, letter, signal)
        return refused === undefined ? { kind: 'sent' } : { kind: 'sent', error: refused }
      } catch (error) {
        const code = error instanceof Fault ? error.code : errorCode(error)
        return { kind: code.startsWith('smtp-5') ? 'failed' : 'again', error: code }
      }
    },
  }
}

/** RFC 5322; the id is the message's own, so that a letter that came twice is known as one. */
function textOf(message: Message, { from, to, words }: Pick<MailOptions, 'from' | 'to' | 'words'>): string {
  const lines = [
    `Date: ${internetDate(message.at)}`,
    `From: <${from}>`,
    `To: ${to.map((one) => `<${one}>`).join(', ')}`,
    `Subject: ${encodedWord(words('subject', message))}`,
    `Message-ID: <${message.id}@${from.split('@')[1] ?? 'tamga.invalid'}>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(base64(words('text', message)).match(/.{1,76}/gu) ?? []),
  ]
  return lines.join('\r\n')
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

/** RFC 2047: pieces of at most 45 bytes, none of which cuts a character. */
function encodedWord(text: string): string {
  const pieces: string[] = ['']
  for (const character of text) {
    const grown = `${pieces.at(-1)}${character}`
    if (Buffer.byteLength(grown) > 45) pieces.push(character)
    else pieces[pieces.length - 1] = grown
  }
  return pieces.map((piece) => `=?utf-8?B?${base64(piece)}?=`).join('\r\n ')
}

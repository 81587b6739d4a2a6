import { Fault } from '#kernel/fault.ts'
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
    `Date: ${mailDate(message.at)}`,
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

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `Sat, 21 Nov 2026 18:05:00 +0000`, of an instant. The day of the week by Zeller's rule: RFC 5322 lets it be left out, readers like it. */
function mailDate(at: Message['at']): string {
  const [year = 0, month = 0, day = 0] = at.slice(0, 10).split('-').map(Number)
  const [m, y] = month < 3 ? [month + 12, year - 1] : [month, year]
  const century = Math.floor(y / 100)
  const sum =
    day + Math.floor((13 * (m + 1)) / 5) + (y % 100) + Math.floor((y % 100) / 4) + Math.floor(century / 4) + 5 * century
  return `${days[(sum + 6) % 7]}, ${day} ${months[month - 1]} ${year} ${at.slice(11, 19)} +0000`
}

import type { Session } from './session.ts'
import { stop } from './stop.ts'

/**
 * Asks a person at a terminal; `--yes` answers for them. Without a terminal, or with `--no-input`, nothing is asked and the
 * verb goes on, except where `mustAsk`: then it stops and names `--yes`.
 */
export async function agreed(session: Session, question: string, mustAsk = false): Promise<boolean> {
  const { io, globals, say } = session
  if (globals.isYes) return true
  if (globals.isSilent || !io.stdin.isTerminal || !io.stderr.isTerminal) {
    if (mustAsk) throw stop('confirmation-needed')
    return true
  }
  io.stderr.write(`${question} ${say('cli.prompt.yesNo')} `)
  const typed = (await io.stdin.line(io.signal)) ?? ''
  return say('cli.prompt.yesWords').split(' ').includes(typed.trim().toLowerCase())
}

/** Words that a person was told by voice: as typed with `--words`, or at a terminal after a question; stops where neither can be. */
export async function wordsTold(session: Session, given: string | undefined, question: string): Promise<string> {
  if (given !== undefined) return given
  const { io, globals } = session
  if (globals.isSilent || !io.stdin.isTerminal || !io.stderr.isTerminal)
    throw stop('option-missing', { option: '--words' })
  io.stderr.write(`${question} `)
  return ((await io.stdin.line(io.signal)) ?? '').trim()
}

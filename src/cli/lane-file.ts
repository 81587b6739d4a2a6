import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import { isLane, verifyLane } from '#charter/lane/file.ts'
import { fileStop } from './context.ts'
import type { Session } from './session.ts'
import { Stop } from './stop.ts'

export const laneName = /\.tamga-charter$/u

/**
 * Verifies a charter in a file, or the proof that its depositary forked it, without any node: everything follows from the genesis in it,
 * whose words a person compares with those that he knows.
 */
export async function verifyLaneFile(session: Session, named: string): Promise<number> {
  const { io, out, say } = session
  const bytes = await readFile(resolve(io.cwd, named)).catch((cause: unknown) => {
    throw fileStop(cause, named)
  })
  const proven = isLane(bytes) ? await verifyLane(new Uint8Array(bytes)) : undefined
  if (proven === undefined || isRefusal(proven)) {
    const { code, rule, params } = proven ?? { code: 'not-genesis', rule: 'protocol 8: genesis', params: { kind: '' } }
    if (!out.isJson) throw new Stop({ code, rule, params: { ...params } }, 5)
    out.answer({ ok: false, firstBad: { what: 'act', id: '', reason: code } }, () => undefined)
    return 5
  }
  const { charter, fork } = proven
  const words = idWords(charter.id)
  const { number } = charter.place
  const facts = {
    ok: true,
    coalition: charter.id,
    words,
    number,
    newest: charter.newest,
    depositary: charter.depositary,
  }
  out.answer({ ...facts, ...(fork === undefined ? {} : { fork }) }, () => {
    out.line(`${out.tone('good', '✓')} ${say('cli.laneFile.ok', { name: charter.name, number })}`)
    out.line(`  ${say('cli.laneFile.words', { words })}`)
    if (fork === undefined) return
    const [one, other] = fork.entries
    out.line(`${out.tone('bad', '✗')} ${say('cli.laneFile.fork', { party: fork.depositary, number: number + 1 })}`)
    out.line(`  ${one}`)
    out.line(`  ${other}`)
  })
  return 0
}

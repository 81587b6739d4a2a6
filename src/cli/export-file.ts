import { resolve } from 'node:path'
import { z } from 'zod'
import { text } from './call.ts'
import type { Session } from './session.ts'
import { stop } from './stop.ts'
import type { Call } from './verb.ts'

/** A complete export, sealed or opened. */
export const exportName = /\.(?:tamga-export|tar)$/u

const Judged = z.union([
  z.looseObject({
    ok: z.literal(true),
    party: z.string(),
    words: z.string(),
    created: z.string(),
    counts: z.record(z.string(), z.number()),
    absent: z.array(z.string()),
  }),
  z.looseObject({ ok: z.literal(false), member: z.string(), what: z.string() }),
])

/** Verifies a complete export without any node: everything follows from the genesis in it, whose words a person compares. */
export async function verifyWhole(session: Session, call: Call, named: string): Promise<number> {
  const { io, out, say } = session
  const local = io.local.checkExport
  if (local === undefined) throw stop('not-in-this-build')
  const keyFile = text(call, 'keyFile')
  const options = { file: resolve(io.cwd, named) }
  const key = keyFile === undefined ? {} : { keyFile: resolve(io.cwd, keyFile) }
  const judged = Judged.parse(await local({ ...options, ...key }, io))
  out.answer(judged, () => {
    if (!judged.ok) {
      out.line(`${out.tone('bad', '✗')} ${say('cli.wholeFile.bad', { member: judged.member, what: judged.what })}`)
      return
    }
    const { party, words, created, counts, absent } = judged
    out.line(`${out.tone('good', '✓')} ${say('cli.wholeFile.ok', { party, created: created.slice(0, 10) })}`)
    out.line(`  ${say('cli.laneFile.words', { words })}`)
    const told = Object.entries(counts).map(([what, count]) => say(`cli.wholeFile.counts.${what}`, { count }))
    out.line(`  ${out.tone('dim', told.join(say('cli.comma')))}`)
    if (absent.length > 0) out.line(`  ${say('cli.wholeFile.absent', { count: absent.length })}`)
  })
  return judged.ok ? 0 : 5
}

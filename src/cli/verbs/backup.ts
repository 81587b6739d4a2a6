import { resolve } from 'node:path'
import { z } from 'zod'
import { isSet, needed, text, word } from '../call.ts'
import { agreed } from '../prompt.ts'
import { mustBeFree, saveOrPrint } from '../save.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

export const backupCreate: Verb = {
  name: 'backup create',
  group: 'operate',
  flags: [{ flags: '--out <F>', isRequired: true }],
  examples: ['backup create --out node-2026-11-21.tamga-backup'],
  run: async (session, call) => {
    const to = needed(call, 'out')
    if (to !== '-') await mustBeFree(session, resolve(session.io.cwd, to))
    const client = await session.node()
    return saveOrPrint(session, await client.raw('/api/v1/backup', { method: 'POST' }), to)
  },
}

const Judged = z.looseObject({ ok: z.boolean() })

export const backupVerify: Verb = {
  name: 'backup verify',
  group: 'operate',
  args: ['<FILE>'],
  flags: [{ flags: '--key-file <F>' }],
  examples: ['backup verify node-2026-11-21.tamga-backup --key-file operator.key'],
  run: async (session, call) => {
    const { io } = session
    const local = io.local.verifyBackup
    if (local === undefined) throw stop('not-in-this-build')
    const keyFile = text(call, 'keyFile')
    const file = resolve(io.cwd, word(call))
    const answer = await local({ file, ...(keyFile === undefined ? {} : { keyFile: resolve(io.cwd, keyFile) }) }, io)
    return showJudged(session, answer, 'backup')
  },
}

export const restore: Verb = {
  name: 'restore',
  group: 'operate',
  args: ['<FILE>'],
  flags: [{ flags: '--config <F>', isRequired: true }, { flags: '--key-file <F>' }, { flags: '--dry-run' }],
  examples: [
    'restore node-2026-11-21.tamga-backup --config node.json --key-file operator.key --dry-run',
    'restore node-2026-11-21.tamga-backup --config node.json --key-file operator.key --yes',
  ],
  run: async (session, call) => {
    const { io, say } = session
    const local = io.local.restore
    if (local === undefined) throw stop('not-in-this-build')
    const isDryRun = isSet(call, 'dryRun')
    const question = say('cli.restore.confirm', { file: word(call) })
    if (!isDryRun && !(await agreed(session, question, true))) throw stop('not-confirmed')
    const keyFile = text(call, 'keyFile')
    const options = { file: resolve(io.cwd, word(call)), config: resolve(io.cwd, needed(call, 'config')), isDryRun }
    const answer = await local(
      { ...options, ...(keyFile === undefined ? {} : { keyFile: resolve(io.cwd, keyFile) }) },
      io,
    )
    return showJudged(session, answer, isDryRun ? 'restoreDryRun' : 'restore')
  },
}

function showJudged({ out, say }: Session, answer: unknown, what: string): number {
  const judged = Judged.parse(answer)
  out.answer(judged, () => {
    const { ok, ...facts } = judged
    out.line(`${ok ? out.tone('good', '✓') : out.tone('bad', '✗')} ${say(`cli.judged.${what}.${ok ? 'ok' : 'bad'}`)}`)
    const pairs = Object.entries(facts).map(([name, value]) => [name, JSON.stringify(value)] as const)
    if (pairs.length > 0) out.facts(pairs)
  })
  return judged.ok ? 0 : 5
}

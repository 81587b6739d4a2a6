import { resolve } from 'node:path'
import { concat } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { exportMisp } from '#protocol/misp/export.ts'
import { importMisp } from '#protocol/misp/import.ts'
import type { MispRow } from '#protocol/misp/report.ts'
import { needed, word } from '../call.ts'
import { mustBeFree, writeWhole } from '../save.ts'
import type { Session } from '../session.ts'
import { exitOf, Stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { carried } from './carry.ts'

export const mispImport: Verb = {
  name: 'misp import',
  group: 'exchange',
  args: ['<FILE>'],
  flags: [{ flags: '--out <F>', isRequired: true }],
  examples: ['misp import event.json --out bundle.json', 'misp import event.json --out bundle.json --json'],
  run: async (session, call) => {
    const { bundle, events, objects, rows } = await translated(session, call, importMisp)
    const file = needed(call, 'out')
    await writeWhole(resolve(session.io.cwd, file), [bundle])
    session.out.answer({ file, events, objects, report: rows }, () => {
      session.out.line(session.say('cli.misp.imported', { events, objects, file }))
      showReport(session, rows)
    })
    return 0
  },
}

export const mispExport: Verb = {
  name: 'misp export',
  group: 'exchange',
  args: ['<FILE>'],
  flags: [{ flags: '--out <F>', isRequired: true }],
  examples: ['misp export bundle.json --out event.json', 'misp export bundle.json --out event.json --json'],
  run: async (session, call) => {
    const { document, events, attributes, rows } = await translated(session, call, exportMisp)
    const file = needed(call, 'out')
    await writeWhole(resolve(session.io.cwd, file), [document])
    session.out.answer({ file, events, attributes, report: rows }, () => {
      session.out.line(session.say('cli.misp.exported', { events, attributes, file }))
      showReport(session, rows)
    })
    return 0
  },
}

/** Reads the file whole, on this machine: no node is asked. */
async function translated<Made>(
  session: Session,
  call: Call,
  translate: (bytes: Uint8Array) => Made | Refusal,
): Promise<Made> {
  await mustBeFree(session, resolve(session.io.cwd, needed(call, 'out')))
  const chunks: Uint8Array[] = []
  for await (const chunk of await carried(session, word(call))) chunks.push(chunk)
  const made = translate(concat(...chunks))
  if (!isRefusal(made)) return made
  const { code, rule, params } = made
  const problem = { code, rule, params: { ...params } }
  throw new Stop(problem, exitOf(problem, 422))
}

const tones = { kept: 'dim', changed: 'warn', lost: 'bad' } as const

/** A line for each reason, with how often it is there and the first place; `--json` names every place. */
function showReport({ out, say }: Session, rows: readonly MispRow[]): void {
  const groups = Object.values(Object.groupBy(rows, ({ code, fate }) => `${fate} ${code}`))
  for (const group of groups) {
    const [first] = group ?? []
    if (first === undefined) continue
    const { code, fate, where } = first
    const count = group?.length ?? 0
    const sentence = say(`cli.misp.code.${code}`)
    out.line(
      `  ${out.tone(tones[fate], say(`cli.misp.fate.${fate}`))}  ${say('cli.misp.row', { sentence, count, where })}`,
    )
  }
}

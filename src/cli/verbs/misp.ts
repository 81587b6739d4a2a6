import { resolve } from 'node:path'
import { concat } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
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
    const made = await translated(session, call, importMisp)
    const { bundle, events, objects, rows } = made
    const file = needed(call, 'out')
    await writeWhole(resolve(session.io.cwd, file), [bundle])
    session.out.answer({ file, events, objects, report: rows }, () => {
      session.out.line(session.say('cli.misp.imported', { events, objects, file }))
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

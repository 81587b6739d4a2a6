import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { levelOf } from '#protocol/stix/pattern/level.ts'
import { parsePattern, patternLimits } from '#protocol/stix/pattern/parse.ts'
import { printPattern } from '#protocol/stix/pattern/print.ts'
import { text } from '../call.ts'
import { caretLines } from '../caret.ts'
import { namedFile } from '../named-file.ts'
import { reportStop } from '../report.ts'
import type { Session } from '../session.ts'
import { exitOf, stop, Stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { harmless } from '../width.ts'

export const patternCheck: Verb = {
  name: 'pattern check',
  group: 'check',
  args: ['[PATTERN]'],
  flags: [{ flags: '--file <F>' }],
  examples: [`pattern check "[file:size > 1024] WITHIN 5 SECONDS"`, 'pattern check --file pattern.txt --json'],
  run: async (session, call) => {
    const { out, say } = session
    const given = await patternText(session, call)
    const pattern = parsePattern(given)
    if (isRefusal(pattern)) return refused(session, given, pattern)
    const [level, canonical] = [levelOf(pattern), printPattern(pattern)]
    out.answer({ valid: true, level, canonical }, () => {
      out.note(`${out.noteTone('good', '✓')} ${say('cli.pattern.valid', { level })}`)
      out.line(harmless(canonical))
    })
    return 0
  },
}

/** The pattern as a word of the command line, or what the file holds but for white space around it. */
async function patternText({ io }: Session, call: Call): Promise<string> {
  const file = text(call, 'file')
  const [word] = call.args
  if (file === undefined) {
    if (word === undefined) throw stop('option-missing', { option: '--file' })
    return word
  }
  const content = decodeUtf8(await namedFile(io, file, patternLimits.length * 4))
  if (content === undefined) throw stop('file-not-text', { file })
  return content.replace(/^\uFEFF/u, '').trimEnd()
}

/** Says why and where, with a caret under the place; with `--json` the refusal is the answer. */
function refused({ out, say }: Session, given: string, { code, rule, params }: Refusal): number {
  const problem = { code, rule, params: { ...params } }
  reportStop(new Stop(out.isJson ? { ...problem, valid: false } : problem, 5), { out, say })
  const offset = params['offset']
  if (typeof offset === 'number') for (const line of caretLines(given, offset)) out.warn(`  ${line}`)
  return exitOf(problem, 422)
}

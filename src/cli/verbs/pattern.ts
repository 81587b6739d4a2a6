import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { levelOf } from '#protocol/stix/pattern/level.ts'
import { matchPattern, refusedRegex } from '#protocol/stix/pattern/match.ts'
import { areSamePatterns } from '#protocol/stix/pattern/normal.ts'
import { readObserved, type ObservedData } from '#protocol/stix/pattern/observed.ts'
import { parsePattern, patternLimits } from '#protocol/stix/pattern/parse.ts'
import { printPattern } from '#protocol/stix/pattern/print.ts'
import { needed, text } from '../call.ts'
import { caretLines } from '../caret.ts'
import { namedFile } from '../named-file.ts'
import { reportStop, sentenceOf } from '../report.ts'
import type { Session } from '../session.ts'
import { exitOf, stop, Stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { harmless } from '../width.ts'

export const patternCheck: Verb = {
  name: 'pattern check',
  group: 'check',
  args: ['[PATTERN]'],
  flags: [{ flags: '--file <F>' }, { flags: '--same-as <PATTERN>' }],
  examples: [
    `pattern check "[file:size > 1024] WITHIN 5 SECONDS"`,
    'pattern check --file pattern.txt --json',
    `pattern check "[x:a = 1 AND x:b = 2]" --same-as "[x:b = 2 AND x:a = 1]"`,
  ],
  run: async (session, call) => {
    const { out, say } = session
    const given = await patternText(session, call)
    const pattern = parsePattern(given)
    if (isRefusal(pattern)) return refused(session, given, pattern)
    const otherText = text(call, 'sameAs')
    const other = otherText === undefined ? undefined : parsePattern(otherText)
    if (otherText !== undefined && isRefusal(other)) return refused(session, otherText, other)
    const isSame = other === undefined || isRefusal(other) ? undefined : areSamePatterns(pattern, other)
    const [level, canonical] = [levelOf(pattern), printPattern(pattern)]
    const unsearched = refusedRegex(given)
    const more = {
      ...(isSame === undefined ? {} : { same: isSame }),
      ...(unsearched === undefined ? {} : { unsearched }),
    }
    out.answer({ valid: true, level, canonical, ...more }, () => {
      out.note(`${out.noteTone('good', '✓')} ${say('cli.pattern.valid', { level })}`)
      out.line(harmless(canonical))
      if (isSame !== undefined) out.line(say(isSame ? 'cli.pattern.same' : 'cli.pattern.notSame'))
    })
    if (unsearched !== undefined) out.warn(sentenceOf({ ...unsearched, params: { ...unsearched.params } }, say))
    return isSame === false ? 1 : 0
  },
}

/** Observed data is read whole. */
const maxDataBytes = 256 * 1024 * 1024

export const patternMatch: Verb = {
  name: 'pattern match',
  group: 'check',
  args: ['[PATTERN]'],
  flags: [{ flags: '--file <F>' }, { flags: '--data <F>' }],
  examples: [
    `pattern match "[ipv4-addr:value ISSUBSET '198.51.100.0/24'] REPEATS 3 TIMES" --data bundle.json`,
    'pattern match --file pattern.txt --data - --json < bundle.json',
  ],
  run: async (session, call) => {
    const { out, say } = session
    const given = await patternText(session, call)
    const { observed, passedOver } = await observedData(session, needed(call, 'data'))
    const matching = matchPattern(given, observed)
    if (isRefusal(matching)) return refused(session, given, matching)
    const idsOf = (places: readonly number[]): readonly string[] => places.map((place) => observed[place]?.id ?? '')
    const [together, alone] = [idsOf(matching.together), idsOf(matching.alone)]
    if (passedOver.length > 0) out.warn(say('cli.pattern.passedOver', { count: passedOver.length }))
    out.answer({ matched: matching.isMatched, together, alone, passedOver }, () => {
      out.note(verdict(session, matching.isMatched, observed.length))
      for (const id of alone.length > 0 ? alone : together) out.line(harmless(id))
    })
    return matching.isMatched ? 0 : 1
  },
}

function verdict({ out, say }: Session, isMatched: boolean, count: number): string {
  const sign = out.noteTone(isMatched ? 'good' : 'bad', isMatched ? '✓' : '✗')
  return `${sign} ${say(isMatched ? 'cli.pattern.matched' : 'cli.pattern.notMatched', { count })}`
}

async function observedData({ io }: Session, file: string): Promise<ObservedData> {
  const content = decodeUtf8(await namedFile(io, file, maxDataBytes))
  if (content === undefined) throw stop('file-not-text', { file })
  const data = readObserved(jsonOf(content, file))
  if (data === undefined) throw stop('file-not-observed', { file })
  return data
}

function jsonOf(content: string, file: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/u, ''))
  } catch {
    throw stop('file-not-observed', { file })
  }
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

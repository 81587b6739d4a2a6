import type { Say } from './catalogue.ts'
import type { Output } from './output.ts'
import { isOwnCode, type Problem, type Stop } from './stop.ts'
import { harmless } from './width.ts'

interface Reporting {
  readonly say: Say
  readonly out: Output
}

/**
 * Says why something was not done: the sentence, the rule, the way out, the reference number, one to a line.
 * With `--json` the problem document itself goes to standard output as well.
 */
export function reportStop({ problem, after }: Stop, { say, out }: Reporting): void {
  const sentence = sentenceOf(problem, say)
  if (out.isJson) out.answer({ ...problem, detail: sentence, wayOut: wayOutOf(problem, say) }, () => undefined)
  out.warn(`${out.noteTone('bad', '✗')} ${sentence}`)
  for (const line of reasonsOf(problem, say)) out.warn(`  ${out.noteTone('dim', line)}`)
  if (after !== undefined) out.warn(`  ${say(after)}`)
}

/** Rule, way out and reference number, as far as they are there, a line each. */
export function reasonsOf(problem: Problem, say: Say): readonly string[] {
  const parts = [
    ['rule', problem.rule ?? ''],
    ['wayOut', wayOutOf(problem, say)],
    ['ref', problem.ref ?? ''],
  ] as const
  return parts.flatMap(([name, value]) => (value === '' ? [] : [say(`cli.problem.${name}`, { value })]))
}

const wayOutOf = (problem: Problem, say: Say): string => problem.wayOut ?? spoken(problem, 'wayOut', say)

/**
 * The node's own words first, then the catalogue's for its code, then its title; made harmless, since a node quotes what files hold, and
 * anything may answer at an address.
 */
export function sentenceOf(problem: Problem, say: Say): string {
  const said = problem.detail ?? spoken(problem, 'sentence', say)
  const unknown = () => say('cli.problem.unknown', { code: problem.code ?? String(problem.status ?? '') })
  return harmless(said === '' ? (problem.title ?? unknown()) : said)
}

/** A code is of the command line, of the wire, or of a node on this machine. */
function spoken(problem: Problem, part: 'sentence' | 'wayOut', say: Say): string {
  const code = problem.code ?? ''
  const keys = isOwnCode(code)
    ? [`cli.problem.${code}.${part}`]
    : [`refusals.${code}.${part}`, `node.fault.${code}.${part}`]
  const key = keys.find((known) => say.has(known))
  return key === undefined ? '' : say(key, problem.params ?? {})
}

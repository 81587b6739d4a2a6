import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { concat } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { validate as validated, type Verdict } from '#protocol/stix/validation/document.ts'
import type { Finding, Severity } from '#protocol/stix/validation/finding.ts'
import { word } from '../call.ts'
import { fileStop } from '../context.ts'
import type { Io } from '../io.ts'
import type { Tone } from '../output.ts'
import type { Session } from '../session.ts'
import { Stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

export const validate: Verb = {
  name: 'validate',
  group: 'check',
  args: ['<FILE>'],
  examples: ['validate bundle.json', 'validate bundle.json --json', 'validate - --plain'],
  run: async (session, call) => {
    const verdict = validated(await contentOf(session.io, word(call)))
    if (isRefusal(verdict)) throw new Stop({ ...verdict, params: { ...verdict.params } }, 5)
    const findings = verdict.findings.map((finding) => ({ ...finding, sentence: sentenceOf(session, finding) }))
    session.out.answer({ ...verdict, findings }, () => undefined)
    show(session, verdict)
    return verdict.errors === 0 ? 0 : 5
  },
}

async function contentOf(io: Io, named: string): Promise<Uint8Array> {
  if (named === '-') return concat(...(await Array.fromAsync(io.stdin.bytes())))
  return readFile(resolve(io.cwd, named)).catch((cause: unknown) => {
    throw fileStop(cause, named)
  })
}

const tones: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', note: 'dim' }

const sentenceOf = ({ say }: Session, { code, params }: Finding): string => say(`findings.${code}`, params)

/** The verdict on standard output, or its counts on standard error where `--json` has already answered there. */
function show(session: Session, verdict: Verdict): void {
  const { out, say } = session
  const { objects, errors, warnings, notes, findings } = verdict
  for (const finding of out.isJson ? [] : findings) {
    const { severity, path, clause } = finding
    const where = out.tone('dim', `(${say('cli.validate.clause', { clause })})`)
    const weight = out.tone(tones[severity], say(`cli.validate.severity.${severity}`))
    out.line(`${weight}  ${out.tone('accent', path)}  ${sentenceOf(session, finding)} ${where}`)
  }
  const line = (text: string): void => (out.isJson ? out.note(text) : out.line(text))
  const tone = out.isJson ? out.noteTone : out.tone
  const more = errors + warnings + notes - findings.length
  if (more > 0) line(say('cli.validate.more', { count: more }))
  const mark = errors === 0 ? tone('good', '✓') : tone('bad', '✗')
  line(`${mark} ${say('cli.validate.summary', { objects, errors, warnings, notes })}`)
}

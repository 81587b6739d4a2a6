import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { concat } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { Validating, type Verdict } from '#protocol/stix/validation/document.ts'
import { severities, type Severity } from '#protocol/stix/validation/finding.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import { isSet, word } from '../call.ts'
import { fileStop } from '../context.ts'
import type { Io } from '../io.ts'
import type { Tone } from '../output.ts'
import { progress } from '../progress.ts'
import type { Session } from '../session.ts'
import { Stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

export const validate: Verb = {
  name: 'validate',
  group: 'check',
  args: ['<FILE>'],
  flags: [{ flags: '--known' }],
  examples: [
    'validate bundle.json',
    'validate bundle.json --known',
    'validate bundle.json --json',
    'validate - --plain',
  ],
  run: async (session, call) => {
    const content = await contentOf(session.io, word(call))
    const read = await judged(session, word(call), content)
    if (isRefusal(read)) throw new Stop({ ...read, params: { ...read.params } }, 5)
    const verdict: Told = isSet(call, 'known') ? await judgedThere(session, content) : read
    const findings = verdict.findings.map((finding) => ({ ...finding, sentence: sentenceOf(session, finding) }))
    session.out.answer({ ...verdict, findings }, () => undefined)
    show(session, verdict)
    return verdict.errors === 0 ? 0 : 5
  },
}

/** How much is looked at before the bar moves. */
const stretchBytes = 4 * 1024 * 1024

async function judged({ io, say, globals }: Session, file: string, content: Uint8Array): Promise<Verdict | Refusal> {
  using bar = progress(io, say('cli.progress.validate', { file }), globals.isQuiet)
  const validating = new Validating(content)
  for (let there = 0; there < content.length;) {
    there = Math.min(content.length, there + stretchBytes)
    const refusal = await workedOff(validating.take(there))
    if (refusal !== undefined) return refusal
    bar.update(there, content.length)
  }
  return await workedOff(validating.finish())
}

/** What the node says of it, which knows what others shared. */
async function judgedThere(session: Session, content: Uint8Array): Promise<Told> {
  const client = await session.node()
  const body = Readable.from([content])
  return client.ask('/api/v1/validate', Judged, { method: 'POST', query: { known: '1' }, body })
}

/** A verdict as it is shown, whoever gave it. */
const Judged = z.object({
  objects: z.number(),
  errors: z.number(),
  warnings: z.number(),
  notes: z.number(),
  findings: z.array(
    z.object({
      severity: z.enum(severities),
      code: z.string(),
      path: z.string(),
      clause: z.string(),
      object: z.string().optional(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
})

type Told = Pick<Verdict, 'objects' | 'errors' | 'warnings' | 'notes'> & {
  readonly findings: readonly z.infer<typeof Judged>['findings'][number][]
}

async function contentOf(io: Io, named: string): Promise<Uint8Array> {
  if (named === '-') return concat(...(await Array.fromAsync(io.stdin.bytes())))
  return readFile(resolve(io.cwd, named)).catch((cause: unknown) => {
    throw fileStop(cause, named)
  })
}

const tones: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', note: 'dim' }

const sentenceOf = ({ say }: Session, { code, params }: Told['findings'][number]): string =>
  say(`findings.${code}`, params)

/** The verdict on standard output, or its counts on standard error where `--json` has already answered there. */
function show(session: Session, verdict: Told): void {
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

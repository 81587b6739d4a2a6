import { resolve } from 'node:path'
import { isSet, text } from '../call.ts'
import { nodeFindings, ownFindings, readyFinding } from '../doctor.ts'
import type { Finding } from '../finding.ts'
import type { Session } from '../session.ts'
import { Stop, stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

const marks = { ok: '✓', warn: '!', bad: '✗' } as const
const tones = { ok: 'good', warn: 'warn', bad: 'bad' } as const

export const doctor: Verb = {
  name: 'doctor',
  group: 'operate',
  flags: [{ flags: '--config <F>' }, { flags: '--fix' }],
  examples: ['doctor', 'doctor --fix', 'doctor --config node.json --fix', 'doctor --json'],
  run: async (session, call) => {
    const found = unrepeated([
      ...(await ownFindings(session)),
      ...(await hereFindings(session, text(call, 'config'))),
      ...(await thereFindings(session, text(call, 'config') !== undefined)),
    ])
    const checked = isSet(call, 'fix') ? await Promise.all(found.map(mended)) : found
    const isWell = checked.every(({ state }) => state !== 'bad')
    const checks = checked.map(({ mend: _mend, ...finding }) => ({ ...finding, says: sentence(session, finding) }))
    session.out.answer({ ok: isWell, checks }, () => show(session, checked))
    return isWell ? 0 : 1
  },
}

/** The files of a node on this machine. */
async function hereFindings({ io }: Session, config: string | undefined): Promise<readonly Finding[]> {
  if (config === undefined) return []
  if (io.local.doctor === undefined) throw stop('not-in-this-build')
  return io.local.doctor({ config: resolve(io.cwd, config) }, io)
}

/** The node that is spoken to; beside a configuration none needs to be named. */
async function thereFindings(session: Session, isOptional: boolean): Promise<readonly Finding[]> {
  try {
    await session.target()
  } catch (error) {
    if (isOptional && error instanceof Stop) return []
    throw error
  }
  return [...(await nodeFindings(session)), ...(await readyFinding(session))]
}

/** What the machine and its node both say stands once; the first can mend. */
function unrepeated(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ check, params }) => {
    const name = JSON.stringify([check, params?.['file'] ?? params?.['party'] ?? ''])
    return !seen.has(name) && seen.add(name)
  })
}

async function mended(finding: Finding): Promise<Finding> {
  if (finding.mend === undefined) return finding
  await finding.mend()
  const { fix: _fix, mend: _mend, ...rest } = finding
  return { ...rest, state: 'ok' }
}

function show(session: Session, findings: readonly Finding[]): void {
  const { out, say } = session
  for (const finding of findings) {
    out.line(`${out.tone(tones[finding.state], marks[finding.state])} ${sentence(session, finding)}`)
    if (finding.fix !== undefined) out.line(`  ${say('cli.doctor.fix', { command: finding.fix })}`)
  }
  const [bad, warn] = (['bad', 'warn'] as const).map((state) => findings.filter((one) => one.state === state).length)
  out.note('')
  out.note(say('cli.doctor.summary', { bad: bad ?? 0, warn: warn ?? 0 }))
}

/** A newer node may have looked at what this command line has no words for. */
function sentence({ say }: Session, { check, state, params }: Finding): string {
  const key = `cli.doctor.${check}.${state}`
  return say.has(key) ? say(key, params ?? {}) : `${check} ${state}`
}

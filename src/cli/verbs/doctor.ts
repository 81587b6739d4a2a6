import { isSet } from '../call.ts'
import { nodeFindings, ownFindings, readyFinding, type Finding } from '../doctor.ts'
import type { Session } from '../session.ts'
import type { Verb } from '../verb.ts'

const marks = { ok: '✓', warn: '!', bad: '✗' } as const
const tones = { ok: 'good', warn: 'warn', bad: 'bad' } as const

export const doctor: Verb = {
  name: 'doctor',
  group: 'operate',
  flags: [{ flags: '--fix' }],
  examples: ['doctor', 'doctor --fix', 'doctor --json'],
  run: async (session, call) => {
    const found = [...(await ownFindings(session)), ...(await nodeFindings(session)), ...(await readyFinding(session))]
    const checked = isSet(call, 'fix') ? await Promise.all(found.map(mended)) : found
    const isWell = checked.every(({ state }) => state !== 'bad')
    const checks = checked.map(({ mend: _mend, ...finding }) => ({ ...finding, says: sentence(session, finding) }))
    session.out.answer({ ok: isWell, checks }, () => show(session, checked))
    return isWell ? 0 : 1
  },
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

const sentence = ({ say }: Session, { check, state, params }: Finding): string =>
  say(`cli.doctor.${check}.${state}`, params ?? {})

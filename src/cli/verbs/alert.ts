import type { CapFinding } from '#protocol/cap/finding.ts'
import { word } from '../call.ts'
import { namedFile } from '../named-file.ts'
import type { Session } from '../session.ts'
import type { Verb } from '../verb.ts'
import { harmless } from '../width.ts'

export const alertCheck: Verb = {
  name: 'alert check',
  group: 'check',
  args: ['<FILE>'],
  examples: ['alert check warning.xml', 'alert check warning.xml --json', 'alert check - < warning.xml'],
  run: async (session, call) => {
    // The XML parser is loaded by those who read XML.
    const { readHeldAlerts } = await import('#protocol/cap/container-read.ts')
    const { mostCapBytes } = await import('#protocol/cap/xml-open.ts')
    const held = readHeldAlerts(await namedFile(session.io, word(call), mostCapBytes))
    const inside = held.alerts.flatMap(({ place, findings }) =>
      findings.map((finding) => ({ ...finding, path: `${place}${finding.path}` })),
    )
    const findings = [...held.findings, ...inside]
    const isRight = held.alerts.length > 0 && findings.every(({ severity }) => severity !== 'error')
    const [alert, ...more] = held.alerts.flatMap((each) => each.alert ?? [])
    const told = findings.map((finding) => ({ ...finding, sentence: sentenceOf(session, finding) }))
    session.out.answer(
      { ok: isRight, findings: told, ...(isRight ? { alert } : {}), ...(more.length === 0 ? {} : { more }) },
      () => show(session, findings),
    )
    return isRight ? 0 : 5
  },
}

const sentenceOf = ({ say }: Session, { code, params }: CapFinding): string => say(`cap.finding.${code}`, params)

/** How much it weighs, where it is, what is wrong, and by which section of which standard. */
export function findingLine(session: Session, finding: CapFinding): string {
  const { out, say } = session
  const { severity, path, clause } = finding
  const weight = out.tone(severity === 'error' ? 'bad' : 'warn', say(`cli.validate.severity.${severity}`))
  const where = out.tone('dim', `(${clause.startsWith('EDXL') ? clause : say('cli.alert.clause', { clause })})`)
  return `${weight}  ${out.tone('accent', path)}  ${harmless(sentenceOf(session, finding))} ${where}`
}

function show(session: Session, findings: readonly CapFinding[]): void {
  const { out, say } = session
  for (const finding of findings) {
    out.line(findingLine(session, finding))
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const mark = errors === 0 ? out.tone('good', '✓') : out.tone('bad', '✗')
  out.line(`${mark} ${say('cli.alert.checked', { errors, warnings: findings.length - errors })}`)
}

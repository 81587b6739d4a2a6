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
    const { mostCapBytes, readCapXml } = await import('#protocol/cap/xml-read.ts')
    const { alert, findings } = readCapXml(await namedFile(session.io, word(call), mostCapBytes))
    const told = findings.map((finding) => ({ ...finding, sentence: sentenceOf(session, finding) }))
    session.out.answer({ ok: alert !== undefined, findings: told, ...(alert === undefined ? {} : { alert }) }, () =>
      show(session, findings),
    )
    return alert === undefined ? 5 : 0
  },
}

const sentenceOf = ({ say }: Session, { code, params }: CapFinding): string => say(`cap.finding.${code}`, params)

function show(session: Session, findings: readonly CapFinding[]): void {
  const { out, say } = session
  for (const finding of findings) {
    const { severity, path, clause } = finding
    const weight = out.tone(severity === 'error' ? 'bad' : 'warn', say(`cli.validate.severity.${severity}`))
    const where = out.tone('dim', `(${say('cli.alert.clause', { clause })})`)
    out.line(`${weight}  ${out.tone('accent', path)}  ${harmless(sentenceOf(session, finding))} ${where}`)
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const mark = errors === 0 ? out.tone('good', '✓') : out.tone('bad', '✗')
  out.line(`${mark} ${say('cli.alert.checked', { errors, warnings: findings.length - errors })}`)
}

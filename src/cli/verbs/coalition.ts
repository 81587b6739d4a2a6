import { resolve } from 'node:path'
import { z } from 'zod'
import { word } from '../call.ts'
import type { Io } from '../io.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'

const Checked = z.looseObject({
  ok: z.boolean(),
  file: z.string(),
  findings: z.array(
    z.looseObject({
      severity: z.enum(['error', 'warning']),
      line: z.number(),
      path: z.string(),
      message: z.string(),
    }),
  ),
  title: z.record(z.string(), z.string()).default({}),
  parties: z.number().default(0),
  founders: z.number().default(0),
  organs: z.number().default(0),
  agreements: z.number().default(0),
})

/** A name is of a profile that the product brings along; what has a slash or ends in .json is a file. */
export const coalitionNamed = ({ cwd }: Pick<Io, 'cwd'>, named: string): string =>
  named.includes('/') || named.endsWith('.json') ? resolve(cwd, named) : named

export const coalitionCheck: Verb = {
  name: 'coalition check',
  group: 'check',
  args: ['<PROFILE>'],
  examples: ['coalition check ./alliance.json', 'coalition check demo', 'coalition check ./alliance.json --json'],
  run: async ({ io, out, say }, call) => {
    if (io.local.coalition === undefined) throw stop('not-in-this-build')
    const checked = Checked.parse(await io.local.coalition({ named: coalitionNamed(io, word(call)) }))
    const { ok, file, findings, title, ...counts } = checked
    out.answer(checked, () => {
      for (const { severity, line, path, message } of findings) {
        const weight = out.tone(severity === 'error' ? 'bad' : 'warn', say(`cli.validate.severity.${severity}`))
        const where = path === '' ? '' : `${out.tone('accent', path)}: `
        out.line(`${file}:${line}  ${weight}  ${where}${message}`)
      }
      const { parties, founders, organs, agreements } = counts
      const name = title[say.language] ?? Object.values(title)[0] ?? ''
      const said = ok
        ? say('cli.coalition.ok', { name, parties, founders, organs, agreements })
        : say('cli.coalition.wrong', { file, count: findings.filter(({ severity }) => severity === 'error').length })
      out.line(`${ok ? out.tone('good', '✓') : out.tone('bad', '✗')} ${said}`)
    })
    return ok ? 0 : 5
  },
}

import { resolve } from 'node:path'
import { z } from 'zod'
import { Anything } from '../answers.ts'
import { isSet, needed, word } from '../call.ts'
import { writeSecretFile } from '../context.ts'
import { agreed } from '../prompt.ts'
import { mustBeFree } from '../save.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { shortInstant } from '../words.ts'

const Link = z.object({ url: z.string(), endsAt: z.string() })

const pathOf = (name: string, what: 'enrolment' | 'identity'): string =>
  `/api/v1/users/${encodeURIComponent(name)}/${what}`

export const userEnrol: Verb = {
  name: 'user enrol',
  group: 'govern',
  args: ['<NAME>'],
  flags: [{ flags: '--link-out <F>', isRequired: true }, { flags: '--void-others' }],
  examples: ['user enrol desk-4 --link-out desk-4.link', 'user enrol desk-4 --link-out desk-4.link --void-others'],
  run: async (session, call) => {
    const { io, out, say } = session
    const name = word(call)
    const path = resolve(io.cwd, needed(call, 'linkOut'))
    await mustBeFree(session, path)
    const replace = isSet(call, 'voidOthers')
    if (replace && !(await agreed(session, say('cli.user.confirmVoid', { name })))) throw stop('not-confirmed')
    const asked = { method: 'POST', json: { replace } } as const
    const { url, endsAt } = await (await session.node()).ask(pathOf(name, 'enrolment'), Link, asked)
    await writeSecretFile(path, `${url}\n`)
    out.answer({ name, linkFile: path, endsAt }, () =>
      out.line(say('cli.user.enrol', { name, file: path, at: shortInstant(endsAt) })),
    )
    return 0
  },
}

export const userBind: Verb = {
  name: 'user bind',
  group: 'govern',
  args: ['<NAME>', '<VALUE>'],
  examples: ['user bind desk-4 E-1702'],
  run: async (session, call) => {
    const { out, say } = session
    const [name, knownAs] = [word(call), word(call, 1)]
    await (await session.node()).ask(pathOf(name, 'identity'), Anything, { method: 'PUT', json: { knownAs } })
    out.answer({ name, knownAs }, () => out.line(say('cli.user.bound', { name, knownAs })))
    return 0
  },
}

export const userUnbind: Verb = {
  name: 'user unbind',
  group: 'govern',
  args: ['<NAME>'],
  examples: ['user unbind desk-4'],
  run: async (session, call) => {
    const { out, say } = session
    const name = word(call)
    if (!(await agreed(session, say('cli.user.confirmUnbind', { name })))) throw stop('not-confirmed')
    await (await session.node()).ask(pathOf(name, 'identity'), Anything, { method: 'DELETE' })
    out.answer({ name, unbound: true }, () => out.line(say('cli.user.unbound', { name })))
    return 0
  },
}

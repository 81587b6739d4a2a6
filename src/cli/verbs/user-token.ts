import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { text } from '../call.ts'
import { contextsPath, readContexts, writeContexts, writeSecretFile } from '../context.ts'
import { mustBeFree } from '../save.ts'
import type { Session } from '../session.ts'
import type { Call, Verb } from '../verb.ts'

const Renewed = z.looseObject({ name: z.string(), token: z.string() })

export const userToken: Verb = {
  name: 'user token',
  group: 'govern',
  flags: [{ flags: '--token-out <F>' }],
  examples: ['user token', 'user token --token-out ~/new.token'],
  run: async (session, call) => {
    const { out, say } = session
    const old = (await session.target()).tokenFile
    const path = await newPath(session, call, old)
    const client = await session.node()
    // A file that cannot be written would lose the new token and leave the old one void.
    await writeSecretFile(`${path}.next`, '\n')
    const { name, token } = await client.ask('/api/v1/me/token', Renewed, { method: 'POST', json: {} })
    await writeSecretFile(path, `${token}\n`)
    await rm(`${path}.next`, { force: true })
    if (path !== old) await follow(session, old, path)
    out.answer({ name, tokenFile: path }, () => out.line(say('cli.user.token', { name, file: path })))
    return 0
  },
}

/** Where the caller says, else beside the contexts for a token that a context uses, else in place of the old one. */
async function newPath(session: Session, call: Call, old: string): Promise<string> {
  const { io } = session
  const given = text(call, 'tokenOut')
  if (given !== undefined) {
    const path = resolve(io.cwd, given)
    if (path !== old) await mustBeFree(session, path)
    return path
  }
  const { contexts } = await readContexts(io)
  const user = Object.entries(contexts).find(([, { tokenFile }]) => tokenFile === old)
  return user === undefined ? old : join(contextsPath(io), '..', 'tokens', user[0].replace(/[^\w.-]/gu, '-'))
}

/** Contexts that used the old file use the new one. */
async function follow({ io }: Session, old: string, path: string): Promise<void> {
  const saved = await readContexts(io)
  const contexts = Object.fromEntries(
    Object.entries(saved.contexts).map(([name, context]) => [
      name,
      context.tokenFile === old ? { ...context, tokenFile: path } : context,
    ]),
  )
  await writeContexts(io, { ...saved, contexts })
}

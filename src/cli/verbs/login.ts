import { join, resolve } from 'node:path'
import { Me, Status } from '../answers.ts'
import { client, type Client } from '../client.ts'
import {
  contextsPath,
  nodeUrl,
  readContexts,
  targetOf,
  writeContexts,
  writeSecretFile,
  type Target,
} from '../context.ts'
import { text } from '../call.ts'
import type { Session } from '../session.ts'
import { stop, Stop } from '../stop.ts'
import type { Row } from '../table.ts'
import { fetchTo, trustedKey } from '../trust.ts'
import type { Call, Verb } from '../verb.ts'

export const login: Verb = {
  name: 'login',
  group: 'own',
  flags: [{ flags: '--name <NAME>' }, { flags: '--use <NAME>' }, { flags: '--list' }],
  examples: [
    'login --node https://node.example:8440 --token-file ~/alt-liaison.token',
    'login --node http://127.0.0.1:8440 --token-file .tamga/demo/alt/tokens/liaison --name alt',
    'login --list',
    'login --use alt',
  ],
  run: async (session, call) => {
    if (call.options['list'] === true) return listContexts(session)
    const use = text(call, 'use')
    return use === undefined ? saveContext(session, call) : useContext(session, use)
  },
}

async function saveContext(session: Session, call: Call): Promise<number> {
  const { io, out, say, globals } = session
  if (globals.node === undefined) throw stop('no-node')
  if (globals.tokenFile === undefined) throw stop('no-token', { node: globals.node })
  const tokenFile = globals.tokenFile === '-' ? await keepToken(session, call) : resolve(io.cwd, globals.tokenFile)
  const target = await targetOf(io, { node: globals.node, tokenFile, nodeKey: globals.nodeKey })
  const { node } = target
  const { speaker, me, nodeKey } = await introduced(session, target)
  const party = me.party ?? (await speaker.ask('/api/v1/status', Status)).party
  const name = text(call, 'name') ?? `${party}-${me.name}`
  const { contexts } = await readContexts(io)
  const kept = nodeKey === undefined ? {} : { nodeKey }
  const context = { node: node.origin, tokenFile, party, user: me.name, ...kept }
  const path = await writeContexts(io, { current: name, contexts: { ...contexts, [name]: context } })
  out.answer({ name, ...context, role: me.role }, () => {
    out.line(say('cli.login.done', { party, user: me.name, role: me.role, name }))
    out.note(out.noteTone('dim', say('cli.login.kept', { file: path })))
  })
  return 0
}

/** Speaks to the node as the token's owner; a node with a certificate of its own is trusted only when a person says so. */
async function introduced(
  session: Session,
  target: Target,
): Promise<{ readonly speaker: Client; readonly me: Me; readonly nodeKey: string | undefined }> {
  const { io, say } = session
  const { node, token, nodeKey } = target
  const speaker = client({ fetch: fetchTo(io, target), node, token, language: say.language, signal: io.signal })
  try {
    return { speaker, me: await speaker.ask('/api/v1/me', Me), nodeKey }
  } catch (error) {
    if (nodeKey !== undefined || !(error instanceof Stop) || error.problem.code !== 'node-certificate') throw error
    return introduced(session, { ...target, nodeKey: await trustedKey(session, node) })
  }
}

/** A token given on standard input is kept in a file of its own beside the contexts. */
async function keepToken({ io, globals }: Session, call: Call): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of io.stdin.bytes()) chunks.push(chunk)
  const host = nodeUrl(globals.node ?? '').host.replace(/[^a-z0-9.-]/gu, '-')
  const path = join(contextsPath(io), '..', 'tokens', (text(call, 'name') ?? host).replace(/[^\w.-]/gu, '-'))
  await writeSecretFile(path, `${Buffer.concat(chunks).toString('utf8').trim()}\n`)
  return path
}

async function useContext({ io, out, say }: Session, name: string): Promise<number> {
  const saved = await readContexts(io)
  const context = saved.contexts[name]
  if (context === undefined) {
    throw stop('context-unknown', { name, known: Object.keys(saved.contexts).join(', ') || '–' })
  }
  await writeContexts(io, { ...saved, current: name })
  out.answer({ name, ...context }, () => out.line(say('cli.login.used', { name, node: context.node })))
  return 0
}

async function listContexts({ io, out, say }: Session): Promise<number> {
  const { current, contexts } = await readContexts(io)
  const items = Object.entries(contexts).map(([name, context]) => ({ name, current: name === current, ...context }))
  out.answer({ items }, () => {
    if (items.length === 0) return out.note(say('cli.login.none'))
    const rows = items.map((item): Row => [
      item.current ? '*' : '',
      item.name,
      item.party ?? '',
      item.user ?? '',
      item.node,
    ])
    const titles = ['', ...['name', 'party', 'user', 'node'].map((name) => say(`cli.column.${name}`))]
    out.table(
      titles.map((title) => ({ title })),
      rows,
    )
  })
  return 0
}

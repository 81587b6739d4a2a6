import { readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import type { IntervalLeaf } from '#protocol/journal/interval.ts'
import { parsePolicy, type Policy } from '#protocol/journal/policy.ts'
import { verifyByPolicy } from '#protocol/journal/policy-proof.ts'
import { text } from './call.ts'
import { fileStop } from './context.ts'
import type { Session } from './session.ts'
import { Stop, stop } from './stop.ts'
import type { Call } from './verb.ts'
import { ActView } from './answers.ts'
import type { Client } from './client.ts'

const wholeAct = /act--[0-9a-f]{64}/u

/**
 * Verifies a proof in a file against a policy in a file, without any node. Without `--policy` the coalition's witnesses are
 * asked of the node; `--save-policy` keeps them for the next time.
 */
export async function verifyFile(session: Session, call: Call, named: string): Promise<number> {
  const { io, out, say } = session
  const bytes = await fileBytes(resolve(io.cwd, named), named)
  const act = wholeAct.exec(text(call, 'act') ?? basename(named))?.[0]
  if (act === undefined) throw stop('option-missing', { option: '--act' })
  const policy = await policyFor(session, call, act)
  const proven = verifyByPolicy(bytes, leafOf(act), policy)
  if (isRefusal(proven)) {
    const { code, rule, params } = proven
    const firstBad = { what: 'act', id: act, reason: code }
    if (!out.isJson) throw new Stop({ code, rule, params: { ...params } }, 5)
    out.answer({ ok: false, checked: { acts: 1 }, firstBad }, () => undefined)
    return 5
  }
  const { entry, position, head } = proven
  out.answer({ ok: true, checked: { acts: 1 }, act, entry, position, origin: head.origin, size: head.size }, () => {
    out.line(`${out.tone('good', '✓')} ${say('cli.proof.ok', { act })}`)
    out.line(`  ${out.tone('dim', say('cli.proof.where', { entry, origin: head.origin, size: head.size }))}`)
  })
  return 0
}

function leafOf(act: string): IntervalLeaf {
  const [, digest = ''] = act.split('--')
  return `act--${digest}`
}

async function policyFor(session: Session, call: Call, act: string): Promise<Policy> {
  const named = text(call, 'policy')
  const save = text(call, 'savePolicy')
  const bytes =
    named === undefined
      ? await policyAtNode(await session.node(), act)
      : await fileBytes(resolve(session.io.cwd, named), named)
  const policy = parsePolicy(bytes)
  if (isRefusal(policy)) throw new Stop({ code: policy.code, rule: policy.rule, params: { ...policy.params } }, 5)
  if (save !== undefined) await writeFile(resolve(session.io.cwd, save), bytes)
  return policy
}

/** The coalition's rule for the journal of the act's author, as a tlog-policy: any k of the others, each with both its keys. */
async function policyAtNode(client: Client, act: string): Promise<Uint8Array> {
  const { author } = await client.ask(`/api/v1/acts/${act}`, ActView)
  const answer = await client.raw(`/api/v1/charter/policies/${encodeURIComponent(author)}`)
  return new Uint8Array(await answer.arrayBuffer())
}

async function fileBytes(path: string, named: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw fileStop(cause, named)
  })
}

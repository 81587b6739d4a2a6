import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { JoinRequest, requestWords, signRequest } from '#protocol/acts/join-request.ts'
import { areSameWords } from '#protocol/identity/fingerprint.ts'
import { Me } from '../answers.ts'
import { moment, needed, text, word } from '../call.ts'
import { requestIn } from '../join-request.ts'
import { agreed, wordsTold } from '../prompt.ts'
import { actIn, drawAt, keyFlags, keysAt, rootSignaturesOf } from '../root-signature.ts'
import { mustBeFree, saveOrPrint } from '../save.ts'
import { exitOf, Stop, stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { presentRoot } from './key.ts'
import { defined } from './label-flags.ts'

const Known = z.looseObject({
  words: z.string(),
  depositary: z.string(),
  parties: z.array(z.looseObject({ party: z.string(), journalOrigin: z.string() })),
})

export const charterInvite: Verb = {
  name: 'charter invite',
  group: 'govern',
  flags: [{ flags: '--out <F>', isRequired: true }, { flags: '--for <P>' }, { flags: '--expires <DATE>' }],
  examples: ['charter invite --for uzb --out demo.tamga-invitation'],
  run: async (session, call) => {
    const { io, out, say } = session
    const to = needed(call, 'out')
    if (to !== '-') await mustBeFree(session, resolve(io.cwd, to))
    const client = await session.node()
    const query = { for: text(call, 'for'), expires: moment(call, 'expires') }
    const { words } = await client.ask('/api/v1/charter', Known)
    const exit = await saveOrPrint(session, await client.raw('/api/v1/charter/invitation', { query }), to)
    out.note(say('cli.charter.invited', { words }))
    return exit
  },
}

export const charterAdmit: Verb = {
  name: 'charter admit',
  group: 'govern',
  args: ['<REQUEST>'],
  flags: [
    { flags: '--standing <NAME>', isRequired: true },
    { flags: '--words <WORDS>' },
    { flags: '--journal-origin <ORIGIN>' },
    { flags: '--reason <TEXT>' },
    { flags: '--expires <DATE>' },
  ],
  examples: ['charter admit uzb.tamga-request --standing member'],
  run: async (session, call) => {
    const { out, say } = session
    const { signed, request, words } = await requestIn(session, word(call))
    const { party } = request
    const told = await wordsTold(session, text(call, 'words'), say('cli.prompt.wordsOfParty', { party }))
    if (!areSameWords(told, words)) throw differing(party)
    const client = await session.node()
    const { depositary, parties } = await client.ask('/api/v1/charter', Known)
    const originOf = (name: string) => parties.find((row) => row.party === name)?.journalOrigin
    const like = originOf(depositary) ?? ''
    const journalOrigin =
      text(call, 'journalOrigin') ?? originOf(party) ?? like.replace(`/${depositary}/`, `/${party}/`)
    if (journalOrigin === like) throw stop('option-missing', { option: '--journal-origin' })
    const change = { type: 'party.admit', request: signed, standing: needed(call, 'standing'), journalOrigin }
    const json = defined({ change, reason: text(call, 'reason'), expires: moment(call, 'expires') })
    const form = z.looseObject({ act: z.string() })
    const made = await client.ask(proposals, form, { method: 'POST', json })
    out.answer({ ...made, party, words }, () => out.line(say('cli.charter.proposed', { act: made.act })))
    return 0
  },
}

const Asked = z.looseObject({ request: JoinRequest })

export const charterReturn: Verb = {
  name: 'charter return',
  group: 'govern',
  flags: [...keyFlags, { flags: '--out <F>', isRequired: true }, { flags: '--url <URL>' }],
  examples: ['charter return --keys /media/root/keys --key-file /media/root/unlock.key --out uzb.tamga-request'],
  run: async (session, call) => {
    const { io, out, say } = session
    const to = resolve(io.cwd, needed(call, 'out'))
    await mustBeFree(session, to)
    const client = await session.node()
    const { party = '' } = await client.ask('/api/v1/me', Me)
    if (!(await agreed(session, say('cli.charter.confirmReturn', { party })))) throw stop('not-confirmed')
    const { root } = await drawAt(session, call, { party, roles: ['root'] })
    const json = defined({ root, url: text(call, 'url') })
    const { request } = await client.ask('/api/v1/keys/returns', Asked, { method: 'POST', json })
    const secrets = await keysAt(session, call, party)
    const isOurs = request.party === party && JSON.stringify(request.keys.root) === JSON.stringify(root)
    const keyring = isOurs && root !== undefined ? await secrets.under({ ...secrets.keys, root }) : undefined
    if (keyring === undefined) throw stop('answer-unreadable', { node: '', path: 'request' })
    const signed = await signRequest(request, keyring)
    await writeFile(to, `${JSON.stringify(signed)}\n`)
    const words = requestWords(signed)
    out.answer({ party, file: to, words }, () => out.line(say('cli.charter.returning', { file: to, words })))
    return 0
  },
}

const proposals = '/api/v1/charter/proposals'

export const charterLeave: Verb = {
  name: 'charter leave',
  group: 'govern',
  flags: [{ flags: '--from <DATE>' }, { flags: '--reason <TEXT>' }, ...keyFlags],
  examples: ['charter leave --from 2027-12-31 --keys /media/root/keys --key-file /media/root/unlock.key'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const { party = '' } = await client.ask('/api/v1/me', Me)
    const keyring = await keysAt(session, call, party)
    if (!(await agreed(session, say('cli.charter.confirmLeave', { party }), true))) throw stop('not-confirmed')
    const change = defined({ type: 'party.leave', party, from: moment(call, 'from') })
    const json = defined({ change, reason: text(call, 'reason') })
    const { act } = await client.ask(proposals, z.looseObject({ act: z.string() }), { method: 'POST', json })
    const { envelope } = await client.ask(`${proposals}/${act}`, Proposed)
    const signatures = await rootSignaturesOf(actIn(envelope, act), keyring, await presentRoot(client, party))
    const form = z.looseObject({ consents: z.looseObject({ needed: z.number() }) })
    const answer = await client.ask(`${proposals}/${act}/signatures`, form, { method: 'POST', json: { signatures } })
    out.answer({ ...answer, act }, () => out.line(say('cli.charter.leaving', { act, party })))
    return 0
  },
}

const Proposed = z.looseObject({ envelope: z.looseObject({ payload: z.string(), payloadType: z.string() }) })

function differing(by: string): Stop {
  const problem = { code: 'words-differ', rule: 'protocol 8: admission', params: { by } }
  return new Stop(problem, exitOf(problem, 422))
}

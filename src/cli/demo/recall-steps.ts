import { z } from 'zod'
import { Draft, page, PartyState, Shared, Verified } from '../answers.ts'
import { sampleSent } from './delivery-steps.ts'
import { each, isFound, shownAct } from './look.ts'
import { must, type Stage } from './stage.ts'
import type { Step } from './step.ts'

const Recalled = z.looseObject({
  waiting: z.array(z.string()),
  parties: z.record(z.string(), PartyState),
})
/** How many old parcels were delivered again, by what became of them. */
const Replayed = z.looseObject({ outcomes: z.record(z.string(), z.number()) })
const replayPauseMs = 3000

/** Fact 4: what is recalled is gone and stays gone; what is confidential needs two officers. */
export const recallSteps: readonly Step[] = [
  {
    fact: 'recall',
    name: 'recall',
    async check(stage) {
      const act = stage.kept('act')
      const words = ['recall', act, '--reason', 'Source withdrawn', '--wait', '--timeout', '60']
      const { exit, json, said } = await stage.tamga('alt/liaison', words)
      must(exit === 0, said)
      const { parties, waiting } = Recalled.parse(json)
      must(parties['bor']?.state === 'erased' && waiting.length === 0, JSON.stringify(parties))
      stage.keep('receipt', must(parties['bor']?.receipt, JSON.stringify(parties)))
    },
  },
  {
    fact: 'recall',
    name: 'receipt',
    async check(stage) {
      const receipt = stage.kept('receipt')
      const { exit, json, said } = await stage.tamga('alt/liaison', ['verify', receipt])
      must(exit === 0, said)
      const { ok, checked } = Verified.parse(json)
      must(ok && checked['acts'] === 1, JSON.stringify(json))
    },
  },
  { fact: 'recall', name: 'gone', check: goneAtBor },
  {
    fact: 'recall',
    name: 'replay',
    async check(stage) {
      const { exit, json, said } = await stage.tamga('sec/admin', ['demo', 'replay', 'bor'])
      must(exit === 0, said)
      const { outcomes } = Replayed.parse(json)
      must(
        Object.values(outcomes).some((count) => count > 0),
        JSON.stringify(outcomes),
      )
      await stage.pause(replayPauseMs)
      await goneAtBor(stage)
    },
  },
  {
    fact: 'recall',
    name: 'pending',
    async check(stage) {
      const words = [stage.file.path, '--to', 'bor', '--category', 'network-security', '--level', 'confidential']
      const { exit, json, said } = await stage.tamga('alt/liaison', ['share', ...words, '--omit-refused'])
      must(exit === 0, said)
      const { draft, act, state } = Shared.parse(json)
      must(state === 'pending' && !(act ?? '').startsWith('act--'), JSON.stringify(json))
      stage.keep('draft', must(draft, JSON.stringify(json)))
      const drafts = page(Draft).parse((await stage.tamga('alt/liaison2', ['list', '--drafts'])).json)
      must(
        drafts.items.some((item) => item.draft === draft),
        JSON.stringify(drafts.items),
      )
      const own = await stage.tamga('alt/liaison', ['approve', stage.kept('draft')])
      must(own.exit === 3 || own.exit === 4, `exit ${own.exit}: ${own.said}`)
    },
  },
  {
    fact: 'recall',
    name: 'approve',
    async check(stage) {
      const words = ['approve', stage.kept('draft'), '--wait', 'admitted', '--timeout', '120']
      const { exit, json, said } = await stage.tamga('alt/liaison2', words)
      must(exit === 0, said)
      const { act, recipients } = Shared.parse(json)
      must(act !== undefined && recipients[0]?.state === 'admitted', JSON.stringify(json))
    },
  },
]

/** `bor` keeps a stub that says recalled; objects, attachment and search rows are not there. */
async function goneAtBor(stage: Stage): Promise<void> {
  const act = stage.kept('act')
  const stub = must(await shownAct(stage, 'bor/analyst', act), 'show: –')
  must(stub.state === 'recalled' || stub.state === 'erased', stub.state)
  must((stub.objects?.count ?? 0) === 0, `objects ${stub.objects?.count ?? 0}`)
  await each(sampleSent(stage), async (object) => {
    const response = await stage.get('bor/analyst', `/api/v1/acts/${act}/objects/${encodeURIComponent(object.id)}`)
    must(response.status === 404 || response.status === 410, `${object.id}: ${response.status}`)
    must(!(await isFound(stage, 'bor/analyst', { act, object })), object.name)
  })
  const attachment = await stage.get('bor/analyst', `/api/v1/acts/${act}/attachments/0`)
  must(attachment.status === 404 || attachment.status === 410, `attachment: ${attachment.status}`)
}

import { join } from 'node:path'
import { quorumOf } from '#protocol/journal/quorum.ts'
import { shownAct } from './look.ts'
import { must, type Stage } from './stage.ts'
import type { Step } from './step.ts'

/** Fact 3: the author sees what became of his act: recorded, included, witnessed, delivered, admitted, acknowledged. */
export const recordSteps: readonly Step[] = [
  {
    fact: 'record',
    name: 'witnessed',
    async check(stage) {
      const n = stage.parties.length - 1
      await stage.eventually(async () => {
        const { journal } = (await shownAct(stage, 'alt/liaison', stage.kept('act'))) ?? {}
        const { by = [], n: witnesses } = journal?.witnesses ?? {}
        return journal?.entry !== undefined && witnesses === n && by.length >= quorumOf(n).k ? true : undefined
      })
    },
  },
  {
    fact: 'record',
    name: 'proof',
    async check(stage) {
      const act = stage.kept('act')
      const [proof, policy] = [join(stage.folder, `${act}.tlog-proof`), join(stage.folder, 'alt.tlog-policy')]
      const saved = await stage.tamga('alt/liaison', ['show', act, '--proof', '--out', proof])
      must(saved.exit === 0, saved.said)
      const first = await stage.tamga('alt/liaison', ['verify', proof, '--save-policy', policy])
      must(first.exit === 0, first.said)
      const offline = await stage.tamga('bor/analyst', ['verify', proof, '--policy', policy])
      must(offline.exit === 0, offline.said)
    },
  },
  {
    fact: 'record',
    name: 'acknowledged',
    async check(stage) {
      const act = stage.kept('act')
      must((await stateAtAlt(stage, act)) === 'admitted', (await stateAtAlt(stage, act)) ?? '–')
      const { exit, said } = await stage.tamga('bor/duty', ['ack', act, '--note', 'Received'])
      must(exit === 0, said)
      await stage.eventually(async () => ((await stateAtAlt(stage, act)) === 'acknowledged' ? true : undefined))
    },
  },
]

async function stateAtAlt(stage: Stage, act: string): Promise<string | undefined> {
  return (await shownAct(stage, 'alt/liaison', act))?.parties['bor']?.state
}

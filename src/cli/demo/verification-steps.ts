import { Verified } from '../answers.ts'
import { must, type Stage, type Who } from './stage.ts'
import type { Step } from './step.ts'

/** Fact 5: everything verifies on every node, and one changed byte is found and named. */
export const verificationSteps: readonly Step[] = [
  {
    fact: 'verification',
    name: 'green',
    async check(stage) {
      for (const party of stage.parties) must((await verdict(stage, `${party}/oversight`)).ok, party)
    },
  },
  {
    fact: 'verification',
    name: 'tampered',
    async check(stage) {
      const { exit, said } = await stage.tamga('sec/admin', ['demo', 'tamper', 'bor'])
      must(exit === 0, said)
      const { ok, firstBad, exit: red } = await verdict(stage, 'bor/oversight')
      must(!ok && red === 5, `exit ${red}`)
      must((firstBad?.id ?? '') !== '' || firstBad?.entry !== undefined, JSON.stringify(firstBad))
      for (const party of stage.parties.filter((one) => one !== 'bor')) {
        must((await verdict(stage, `${party}/oversight`)).ok, party)
      }
    },
  },
]

async function verdict(stage: Stage, who: Who): Promise<Verified & { readonly exit: number }> {
  const { exit, json, said } = await stage.tamga(who, ['verify', '--all'])
  must(exit === 0 || exit === 5, `${who}: exit ${exit}: ${said}`)
  return { ...Verified.parse(json), exit }
}

import { Preview } from '../answers.ts'
import { Problem } from '../stop.ts'
import { listed } from './look.ts'
import { must } from './stage.ts'
import type { Step } from './step.ts'

export const label = ['--category', 'network-security', '--level', 'restricted'] as const

/** Fact 1: who would receive this is known before anything is signed, and a refusal explains itself. */
export const releaseSteps: readonly Step[] = [
  {
    fact: 'release',
    name: 'preview',
    async check({ tamga }) {
      const { exit, json, said } = await tamga('alt/liaison', ['preview', '--to', 'bor', ...label])
      must(exit === 0, said)
      const { recipients, others } = Preview.parse(json)
      const [bor, ...more] = recipients
      must(
        bor?.party === 'bor' && bor.allowed && (bor.basis ?? '') !== '' && more.length === 0,
        JSON.stringify(recipients),
      )
      must(
        others.some((other) => other.party === 'cas' && other['addressed'] === false),
        JSON.stringify(others),
      )
    },
  },
  {
    fact: 'release',
    name: 'refused',
    async check(stage) {
      const before = await listed(stage, 'alt/liaison')
      const refused = [stage.file.path, '--to', 'cas', '--category', 'network-security', '--level', 'confidential']
      const { exit, json, said } = await stage.tamga('alt/liaison', ['share', ...refused, '--omit-refused'])
      must(exit === 3, `exit ${exit}: ${said}`)
      const { code = '', rule = '', detail = '', wayOut = '' } = Problem.parse(json)
      for (const part of [code, rule, detail, wayOut]) must(part !== '', JSON.stringify(json))
      const after = await listed(stage, 'alt/liaison')
      must(JSON.stringify(after) === JSON.stringify(before), `${before.length} → ${after.length}`)
    },
  },
]

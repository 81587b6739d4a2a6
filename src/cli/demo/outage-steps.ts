import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Imported, Shared, Status } from '../answers.ts'
import { label } from './release-steps.ts'
import { listed, shownAct } from './look.ts'
import { must, type Stage } from './stage.ts'
import type { Step } from './step.ts'

const Peers = z.looseObject({ items: Status.shape.peers })

const operator = 'sec/admin'

/** Fact 6: a node that was away gets all it missed, in order and without a gap; a file carries the same. */
export const outageSteps: readonly Step[] = [
  {
    fact: 'outage',
    name: 'stopped',
    async check(stage) {
      await ordered(stage, ['demo', 'stop', 'bor'])
      const { exit } = await stage.tamga('bor/analyst', ['list'])
      must(exit === 6, `exit ${exit}`)
      stage.keep('first', await shareText(stage, 'Outage report 1'))
      stage.keep('second', await shareText(stage, 'Outage report 2'))
    },
  },
  {
    fact: 'outage',
    name: 'started',
    async check(stage) {
      await ordered(stage, ['demo', 'start', 'bor'])
      const [first, second] = [stage.kept('first'), stage.kept('second')]
      await stage.eventually(async () => ((await hasBoth(stage, [first, second])) ? true : undefined))
      const acts = (await listed(stage, 'bor/analyst')).map(({ act }) => act)
      must(acts.indexOf(second) < acts.indexOf(first), 'order')
      await stage.eventually(async () => {
        const { items } = Peers.parse((await stage.tamga('bor/liaison', ['peer', 'list'])).json)
        return items.find(({ party }) => party === 'alt')?.behind === 0 ? true : undefined
      })
    },
  },
  {
    fact: 'outage',
    name: 'exported',
    async check(stage) {
      await ordered(stage, ['demo', 'stop', 'bor'])
      stage.keep('third', await shareText(stage, 'Outage report 3'))
      const file = join(stage.folder, 'alt-to-bor.tamga')
      const { exit, said } = await stage.tamga('alt/liaison', ['export', '--to', 'bor', '--out', file])
      must(exit === 0, said)
      stage.keep('file', file)
    },
  },
  {
    fact: 'outage',
    name: 'imported',
    async check(stage) {
      await ordered(stage, ['demo', 'stop', 'alt'])
      await ordered(stage, ['demo', 'start', 'bor'])
      const third = stage.kept('third')
      const carried = await stage.eventually(async () => {
        const ran = await stage.tamga('bor/liaison', ['import', stage.kept('file')])
        return ran.exit === 6 ? undefined : ran
      })
      must(carried.exit === 0, carried.said)
      const { missing, parcels } = Imported.parse(carried.json)
      must(missing.length === 0 && parcels > 0, JSON.stringify(carried.json))
      await stage.eventually(async () => shownAct(stage, 'bor/analyst', third))
      await ordered(stage, ['demo', 'start', 'alt'])
      await stage.eventually(async () => {
        const state = (await shownAct(stage, 'alt/liaison', third))?.parties['bor']?.state
        return state === 'admitted' ? true : undefined
      })
    },
  },
]

async function ordered(stage: Stage, words: readonly string[]): Promise<void> {
  const { exit, said } = await stage.tamga(operator, words)
  must(exit === 0, said)
}

async function shareText(stage: Stage, title: string): Promise<string> {
  const path = join(stage.folder, `${title.replaceAll(' ', '-')}.txt`)
  await writeFile(path, `${title}\n`)
  const { exit, json, said } = await stage.tamga('alt/liaison', [
    'share',
    path,
    '--title',
    title,
    '--to',
    'bor',
    ...label,
  ])
  must(exit === 0, said)
  return must(Shared.parse(json).act, JSON.stringify(json))
}

async function hasBoth(stage: Stage, acts: readonly string[]): Promise<boolean> {
  const { exit } = await stage.tamga('bor/analyst', ['list'])
  if (exit !== 0) return false
  const held = new Set((await listed(stage, 'bor/analyst')).map(({ act }) => act))
  return acts.every((act) => held.has(act))
}

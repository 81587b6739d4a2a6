import { z } from 'zod'
import { RefusedObject, Shared } from '../answers.ts'
import { label } from './release-steps.ts'
import { each, isFound, listed, objectsOf } from './look.ts'
import { must, strangeAct, type Stage } from './stage.ts'
import type { Step } from './step.ts'

const Omitted = z.looseObject({ omitted: z.array(RefusedObject).default([]) })
const omittedIn = (json: unknown): readonly string[] => Omitted.parse(json).omitted.map(({ id }) => id)

/** Fact 2: the addressee has every object byte for byte and finds it; nobody else learns that anything was sent. */
export const deliverySteps: readonly Step[] = [
  {
    fact: 'delivery',
    name: 'share',
    async check(stage) {
      stage.keep('cas before', await glimpse(stage))
      const words = [
        'share',
        stage.file.path,
        '--to',
        'bor',
        ...label,
        '--omit-refused',
        '--wait',
        'admitted',
        '--timeout',
        '120',
      ]
      const { exit, json, said } = await stage.tamga('alt/liaison', words)
      must(exit === 0, said)
      const { act, recipients } = Shared.parse(json)
      must(recipients.length === 1 && recipients[0]?.state === 'admitted', JSON.stringify(recipients))
      stage.keep('act', must(act, JSON.stringify(json)))
      stage.keep('omitted', JSON.stringify(omittedIn(json)))
    },
  },
  { fact: 'delivery', name: 'bytes', check: everyObjectAsGiven },
  {
    fact: 'delivery',
    name: 'searchable',
    async check(stage) {
      const act = stage.kept('act')
      await each(sampleSent(stage), (object) =>
        stage
          .eventually(async () => ((await isFound(stage, 'bor/analyst', { act, object })) ? true : undefined))
          .then(() => undefined),
      )
    },
  },
  {
    fact: 'delivery',
    name: 'unseen',
    async check(stage) {
      const act = stage.kept('act')
      const { exit } = await stage.tamga('cas/analyst', ['show', act])
      must(exit === 4, `exit ${exit}`)
      const after = await glimpse(stage)
      must(after === stage.kept('cas before'), after)
      await answersAsForNothing(stage, act)
    },
  },
]

/** All that `cas` can see that might have changed: its list, its counts, what it finds. */
async function glimpse(stage: Stage): Promise<string> {
  const rows = await listed(stage, 'cas/analyst')
  const hits = await Promise.all(
    stage.file.sample.slice(0, 6).map(async ({ name }) => (await stage.tamga('cas/analyst', ['search', name])).json),
  )
  return JSON.stringify({ rows, hits })
}

/** Every address of the act answers `cas` exactly as it does for an act that never was. */
async function answersAsForNothing(stage: Stage, act: string): Promise<void> {
  const nothing = strangeAct()
  const object = encodeURIComponent(stage.file.objects[0]?.id ?? '')
  for (const path of ['', '/objects', `/objects/${object}`, '/attachments/0', '/proof', '/envelope']) {
    const [theirs, none] = [
      await fingerprint(stage, `/api/v1/acts/${act}${path}`, act),
      await fingerprint(stage, `/api/v1/acts/${nothing}${path}`, nothing),
    ]
    must(theirs.startsWith('404 ') && theirs === none, `${path}: ${theirs} ≠ ${none}`)
  }
}

async function fingerprint(stage: Stage, path: string, act: string): Promise<string> {
  const response = await stage.get('cas/analyst', path)
  const headers = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name))
  const body = (await response.text()).replaceAll(act, 'ACT').replace(/"ref":"[^"]*"/u, '"ref":""')
  return `${response.status} ${JSON.stringify(headers)} ${body}`.replace(/A-[0-9A-Z]{6}/gu, 'REF')
}

async function everyObjectAsGiven(stage: Stage): Promise<void> {
  const act = stage.kept('act')
  const sent = objectsSent(stage)
  const rows = await objectsOf(stage, 'bor/analyst', act)
  must(rows.length === sent.length, `${rows.length} / ${sent.length}`)
  const have = new Set(rows.map(({ id, modified }) => `${id} ${modified ?? ''}`))
  await each(sent, async ({ id, modified, raw }) => {
    must(have.has(`${id} ${modified}`), id)
    const version = modified === '' ? '' : `?modified=${encodeURIComponent(modified)}`
    const response = await stage.get('bor/analyst', `/api/v1/acts/${act}/objects/${encodeURIComponent(id)}${version}`)
    const given = Buffer.from(await response.arrayBuffer())
    must(response.ok && given.equals(raw), `${id}: ${response.status}, ${given.length} / ${raw.length} B`)
  })
  if (sent.length < stage.file.objects.length) return
  const { bytes, said } = await stage.tamga('bor/analyst', ['show', act, '--attachment', '0'])
  must(Buffer.from(bytes).equals(stage.file.bytes), `${bytes.length} / ${stage.file.bytes.length} B ${said}`)
}

const omitted = (stage: Stage): ReadonlySet<unknown> => {
  const ids: unknown = JSON.parse(stage.kept('omitted'))
  return new Set(Array.isArray(ids) ? ids : [])
}
export const objectsSent = (stage: Stage) => stage.file.objects.filter(({ id }) => !omitted(stage).has(id))
export const sampleSent = (stage: Stage) => stage.file.sample.filter(({ id }) => !omitted(stage).has(id))

import { expect, test } from 'vitest'
import { DemoFolder } from './demo-folder.ts'
import { eventually, type Answer } from './desk.ts'
import { FederationProcess } from './federation-process.ts'
import { Ledger } from './ledger.ts'

/** What a house may answer while its database is away: try again; look first, for nobody knows. */
const excuses: readonly string[] = ['unavailable', 'outcome-unknown']

test('F13 the database killed under load: the nodes stay, serve again, and nothing acknowledged is lost', async () => {
  await using folder = new DemoFolder()
  await using federation = await FederationProcess.start({ dir: folder.dir })
  const ledger = new Ledger()
  const desk = federation.desk('alt', 'liaison')
  const refused: Answer[] = []
  const enough = new AbortController()
  let number = 0
  const load = async () => {
    while (!enough.signal.aborted) {
      const title = `share ${(number += 1)}`
      ledger.sent.add(title)
      const answer = await desk.share(title)
      if (answer.status === 201) ledger.shared.set(answer.json.act, title)
      else refused.push(answer)
    }
  }
  const loads = [load(), load(), load()]
  for (const round of [1, 2]) {
    const before = ledger.shared.size
    await eventually(async () => (ledger.shared.size > before + 3 ? undefined : `no load in round ${round}`))
    const pid = await folder.postmaster()
    process.kill(pid ?? 0, 'SIGKILL')
    await eventually(async () => ((await folder.postmaster()) === pid ? 'still there' : undefined))
    const ready = () => fetch(`${federation.urlOf('alt')}/readyz`)
    await eventually(async () => ((await ready()).status === 200 ? undefined : 'not ready'))
  }
  const before = ledger.shared.size
  await eventually(async () => (ledger.shared.size > before + 3 ? undefined : 'serves no more'))
  enough.abort()
  await Promise.all(loads)
  expect(federation.isGone).toBe(false)
  expect(refused.filter(({ json }) => !excuses.includes(json.code)).map(({ text }) => text)).toEqual([])
  await ledger.check(federation)
})

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { eventually, type Desk, type Said } from './desk.ts'
import type { FederationProcess } from './federation-process.ts'

export const shareKind = 'exchange.share/1'

/** What was asked of alt and what it answered: the yardstick for what has to be there after a fault. */
export class Ledger {
  readonly sent = new Set<string>()
  readonly shared = new Map<string, string>()
  readonly recalled = new Set<string>()

  /** Shares with bor; from the answer 201 on it has to be there for good. Answers the act. */
  async share(federation: FederationProcess, title: string): Promise<string> {
    this.sent.add(title)
    const { status, json } = await federation.desk('alt', 'liaison').share(title)
    expect([status, json.code]).toEqual([201, undefined])
    this.shared.set(json.act, title)
    return json.act
  }

  async recall(federation: FederationProcess, act: string): Promise<void> {
    const desk = federation.desk('alt', 'liaison')
    const { status, json } = await desk.ask('POST', `/api/v1/shares/${act}/recall`, { reason: 'Drill' })
    expect([status, json.code]).toEqual([201, undefined])
    this.recalled.add(act)
  }

  /** Everything acknowledged is there, nothing else is, once each; bor has what stands and has lost what was recalled. */
  async check(federation: FederationProcess): Promise<void> {
    const alt = await federation.desk('alt', 'liaison').list('author=alt')
    this.#checkOwn(alt)
    await eventually(() => this.#uncarried(federation))
    await this.#checkCarried(federation)
    for (const party of ['alt', 'bor']) await eventually(() => unfound(federation.desk(party, 'liaison')))
    for (const party of federation.parties) {
      const { json } = await federation.desk(party, 'oversight').ask('POST', '/api/v1/verify', { all: true })
      expect({ party, ok: json.ok, firstBad: json.firstBad }).toEqual({ party, ok: true, firstBad: undefined })
    }
  }

  #checkOwn(acts: readonly Said[]): void {
    const shares = acts.filter(isShare)
    const recalls = acts.filter(isRecall)
    expect([...this.shared.keys()].filter((act) => !shares.some((share) => share.act === act))).toEqual([])
    expect([...this.recalled].filter((act) => !recalls.some(({ about }) => about === act))).toEqual([])
    const titles = shares.filter(({ state }) => state !== 'recalled').map(({ title }) => title)
    expect(titles.filter((title) => !this.sent.has(title))).toEqual([])
    expect(repeated(titles)).toEqual([])
    expect(repeated(recalls.map(({ about = '' }) => about))).toEqual([])
    expect(shares.length).toBeLessThanOrEqual(this.sent.size)
  }

  /** The first of alt's shares that is not at bor as it should be. */
  async #uncarried(federation: FederationProcess): Promise<unknown> {
    const own = await federation.desk('alt', 'liaison').list('author=alt')
    return own.filter(isShare).find(({ state, parties }) => {
      const there = parties['bor']?.state ?? ''
      return !(state === 'recalled' ? ['erased'] : ['admitted', 'acknowledged']).includes(there)
    })
  }

  async #checkCarried(federation: FederationProcess): Promise<void> {
    const own = (await federation.desk('alt', 'liaison').list('author=alt')).filter(isShare)
    const theirs = (await federation.desk('bor', 'liaison').list('author=alt')).filter(isShare)
    const live = own.filter(({ state }) => state !== 'recalled')
    const held = theirs.filter(({ state }) => state !== 'recalled')
    const named = (acts: readonly Said[]) => acts.map(({ act, title }) => `${act} ${title}`).sort()
    expect(named(held)).toEqual(named(live))
    expect(repeated(theirs.map(({ act }) => act))).toEqual([])
    const files = join(federation.dir, 'bor/files')
    await eventually(async () => (readdirSync(files).length === held.length ? undefined : readdirSync(files)))
  }
}

/** What is found and not there, there and not found, or found twice. */
async function unfound(desk: Desk): Promise<unknown> {
  const live = (await desk.list('author=alt')).filter((act) => isShare(act) && act.state !== 'recalled')
  const found = (await desk.found('author=alt')).map(({ act }) => act)
  const [wanted, there] = [live.map(({ act }) => act).sort(), found.sort()]
  return wanted.join() === there.join() ? undefined : { wanted, there }
}

const isShare = ({ kind }: Said): boolean => kind === shareKind
const isRecall = ({ kind }: Said): boolean => kind === 'exchange.recall/1'
const repeated = (names: readonly string[]): readonly string[] => names.filter((name, at) => names.indexOf(name) !== at)

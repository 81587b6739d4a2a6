import { expect } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { searchLag } from '#platform/search/search.ts'
import { act, anyone, noon, type Room, type Rule } from './search-room.ts'

const kites = (count: number, word = 'kite') => Array.from({ length: count }, (_, at) => ({ name: `${word} ${at}` }))

async function queueSmall(room: Room, names: readonly string[]): Promise<void> {
  for (const name of names) room.hold(name, [{ name: `small ${name}` }])
  await room.queueAll(names)
}

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

/** How far what is found may lag behind what was recorded. */
export function lagSuite(rule: Rule): void {
  togetherRules(rule)
  rule(
    'SR6 however fast others come, an act is found after a bounded number of turns, small or large',
    async (room) => {
      room.hold('large', kites(5500))
      await room.queue('large')
      const batches = 6
      for (let turn = 0; turn < 2 * batches; turn += 1) {
        const names = numbered(`${turn}.`, 20)
        await queueSmall(room, names)
        await room.step()
        await room.step()
        expect([turn, await room.find(`small ${turn}.19`)]).toMatchObject([turn, [{ act: act(`${turn}.19`) }]])
        if (turn >= batches) expect(await room.find('kite')).toHaveLength(5500)
      }
      while (await room.step());
      expect(await searchLag(room.store, anyone)).toEqual({ lag: 0 })
    },
  )

  rule('SR6 an act does not wait for a large one that came behind it', async (room) => {
    await queueSmall(room, ['a', 'b'])
    room.hold('large', kites(1000, 'small'))
    await room.queue('large')
    await room.step()
    expect((await room.find('small')).map((found) => found.act)).toEqual([act('b'), act('a')])
    await room.index()
    expect(await room.find('small')).toHaveLength(1002)
  })

  rule('SR6 what cannot be read is tried again, later each time, and is found when it can', async (room) => {
    await room.queue('damaged')
    let tries = 0
    room.log = () => void (tries += 1)
    const pass = async (minutes: number) => {
      await room.time.advance(minutes * 60_000)
      await room.index()
    }
    await pass(0)
    await pass(0.5)
    expect(tries).toBe(1)
    await pass(0.5)
    expect(tries).toBe(2)
    await pass(1)
    expect(tries).toBe(2)
    await pass(1)
    expect([tries, await searchLag(room.store, anyone)]).toEqual([3, { lag: 1, lagSince: noon }])
    room.hold('damaged', kites(1))
    await pass(4)
    expect(await room.names('kite')).toEqual(['kite 0'])
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 0 })
  })

  rule('SR6 readers come first for five seconds, and no longer', async (room) => {
    const pressing: boolean[] = []
    room.atElsewhere = (isPressing) => void pressing.push(isPressing)
    room.hold('a', kites(1500))
    await room.queue('a')
    await room.step()
    await room.time.advance(4999)
    room.hold('b', kites(60))
    await room.queue('b')
    await room.time.advance(1)
    await room.index()
    expect(pressing.filter((isPressing) => isPressing)).toHaveLength(1)
    expect(pressing).toHaveLength(3)
  })

  rule('SR6 where acts that go together fail, each goes by itself', async (room) => {
    await queueSmall(room, ['a', 'b', 'c'])
    let transactions = 0
    room.atIndexed = () => {
      transactions += 1
      if (transactions === 1 || transactions === 3) throw new Error('stop')
    }
    await room.index()
    expect((await room.find('small')).map((found) => found.act)).toEqual([act('c'), act('a')])
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 1, lagSince: noon })
  })

  rule('SR6 a fault of the database is no act’s: nothing is left out', async (room) => {
    await queueSmall(room, ['a', 'b'])
    room.atIndexed = () => {
      room.atIndexed = () => undefined
      throw new Fault('disk-full')
    }
    await expect(room.step()).rejects.toMatchObject({ code: 'disk-full' })
    expect(await room.find('small')).toEqual([])
    await room.index()
    expect(await room.find('small')).toHaveLength(2)
  })
}

/** What goes into the index in one transaction. */
function togetherRules(rule: Rule): void {
  rule('SR6 small acts go into the index together', async (room) => {
    const names = numbered('s', 200)
    for (const name of names) room.hold(name, kites(3, 'small'))
    await room.queueAll(names)
    let transactions = 0
    room.atIndexed = () => void (transactions += 1)
    await room.index()
    expect(transactions).toBe(4)
    expect(await room.find('small')).toHaveLength(600)
  })

  rule('SR6 acts whose words are there already go into the index together, in bounded transactions', async (room) => {
    const names = numbered('posted', 20)
    for (const name of names) room.hold(name, kites(1000))
    for (const name of names) room.ready.add(act(name))
    await room.queueAll(names)
    let transactions = 0
    room.atIndexed = () => void (transactions += 1)
    await room.index()
    expect(transactions).toBe(3)
    expect((await room.search.find({ text: 'kite 7' }, anyone, { limit: 100 })).finds).toHaveLength(20)
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 0 })
  })
}

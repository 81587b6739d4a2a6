import { expect, test } from 'vitest'
import { Together } from './together.ts'

test('whoever asks while work is under way is answered by one round that began after he asked', async () => {
  const rounds: PromiseWithResolvers<number>[] = []
  const work = new Together(() => {
    const round = Promise.withResolvers<number>()
    rounds.push(round)
    return round.promise
  })
  const first = work.ask()
  const behind = [work.ask(), work.ask()]
  expect(rounds).toHaveLength(1)
  rounds[0]?.resolve(1)
  expect(await first).toBe(1)
  const later = work.ask()
  rounds[1]?.reject(new Error('unlucky'))
  for (const one of behind) await expect(one).rejects.toThrow('unlucky')
  rounds[2]?.resolve(3)
  expect(await later).toBe(3)
  const alone = work.ask()
  rounds[3]?.resolve(4)
  expect([await alone, rounds.length]).toEqual([4, 4])
})

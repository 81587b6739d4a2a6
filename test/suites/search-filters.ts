import { expect } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { SearchReader } from '#platform/search/search.ts'
import { alt, noon, type Room, type Rule } from './search-room.ts'

const bor = 'bor' as Party
const morning = '2026-11-20T08:00:00.000Z' as Instant
const open: SearchReader = { levels: ['open'], categories: ['drones'] }

async function threeShares(room: Room): Promise<void> {
  await room.share(
    'a',
    [
      { name: 'kite', type: 'malware', tlp: ['red'], values: ['T1055'] },
      { name: 'T1055.011 in a name', type: 'attack-pattern', tlp: ['amber', 'green'], values: ['T1055.012'] },
    ],
    { at: morning },
  )
  await room.share('b', [{ name: 'kite too', description: 'like T1055.011' }], { author: bor, category: 'cbrn' })
  await room.share('c', [{ name: 'hidden kite', type: 'malware', tlp: ['red'] }], { level: 'secret' })
}

/** What narrows a search, with a text or alone. */
export function filterSuite(rule: Rule): void {
  rule('SR13 each filter narrows, with a text and alone', async (room) => {
    await threeShares(room)
    expect(await room.named({ category: 'cbrn' })).toEqual(['kite too'])
    expect(await room.named({ level: 'secret' })).toEqual(['hidden kite'])
    expect(await room.named({ author: bor })).toEqual(['kite too'])
    expect(await room.named({ type: 'malware' })).toEqual(['hidden kite', 'kite'])
    expect(await room.named({ text: 'kite', type: 'malware', level: 'open' })).toEqual(['kite'])
    expect(await room.named({ text: 'heron', type: 'malware' })).toEqual([])
    expect(await room.named({ level: 'open' })).toEqual(['kite too', 'kite', 'T1055.011 in a name'])
  })

  rule('SR13 a time is from, included, and to, not included', async (room) => {
    await threeShares(room)
    expect(await room.named({ text: 'kite', since: noon })).toEqual(['hidden kite', 'kite too'])
    expect(await room.named({ text: 'kite', until: noon })).toEqual(['kite'])
    expect(await room.named({ text: 'kite', since: morning, until: noon })).toEqual(['kite'])
    expect(await room.named({ since: noon, until: noon })).toEqual([])
  })

  rule('SR13 a marking is found by its name, and no text stands for one', async (room) => {
    await threeShares(room)
    expect(await room.named({ tlp: 'red' })).toEqual(['hidden kite', 'kite'])
    expect(await room.named({ tlp: 'amber' })).toEqual(['T1055.011 in a name'])
    expect(await room.named({ tlp: 'amber', type: 'malware' })).toEqual([])
    for (const text of ['#', '#tlp:red', 'tlp:red', '#malware']) expect(await room.named({ text })).toEqual([])
  })

  rule('SR13 a technique is an id or a name of the object, not a mention in its description', async (room) => {
    await threeShares(room)
    expect(await room.named({ technique: 'T1055' })).toEqual(['kite'])
    expect(await room.named({ technique: 't1055.011' })).toEqual(['T1055.011 in a name'])
    expect(await room.named({ technique: 'T1055.012', tlp: 'green' })).toEqual(['T1055.011 in a name'])
    expect(await room.named({ technique: 'T1056' })).toEqual([])
  })

  rule('SR13 a value is one that the object bears, and a party may be left out', async (room) => {
    await room.share('a', [
      { name: 'a', values: ['evil.example', 'C:\\Run Me'] },
      { name: 'b', values: ['https://evil.example/x'] },
    ])
    await room.share('b', [{ name: 'c', description: 'at evil.example' }, { name: 'evil.example' }], { author: bor })
    await room.share('c', [{ name: 'd', values: ['evil.example'] }], { author: bor, level: 'secret' })
    const value = 'evil.example'
    expect(await room.named({ value })).toEqual(['d', 'evil.example', 'a', 'b'])
    expect(await room.named({ value, notAuthor: bor })).toEqual(['a', 'b'])
    expect(await room.named({ value, notAuthor: alt })).toEqual(['d', 'evil.example'])
    expect(await room.named({ value, notAuthor: alt }, open)).toEqual(['evil.example'])
    expect(await room.named({ value: 'c:\\run me' })).toEqual(['a'])
    expect(await room.named({ value: '--' })).toEqual([])
  })

  rule('SR13 no filter shows what the reader may not see', async (room) => {
    await threeShares(room)
    for (const query of [{ level: 'secret' }, { category: 'cbrn' }, { author: bor }, { since: noon }])
      expect(await room.named(query, open)).toEqual([])
    expect(await room.named({ type: 'malware' }, open)).toEqual(['kite'])
    expect(await room.named({ tlp: 'red' }, open)).toEqual(['kite'])
  })

  rule('nothing asked for, or marks alone, finds nothing', async (room) => {
    await threeShares(room)
    expect(await room.named({})).toEqual([])
    expect(await room.named({ text: '()', type: 'malware' })).toEqual([])
  })
}

import { expect } from 'vitest'
import { anyone, type Rule } from './search-room.ts'

/** What a find says of itself. */
export function tellingSuite(rule: Rule): void {
  rule('SR9 a find shows the place in the text', async (room) => {
    await room.share('a', [{ name: 'x', description: `${'word '.repeat(40)}the drones came ${'later '.repeat(60)}` }])
    const [found] = await room.find('drone')
    expect(found?.snippet).toMatch(/^… .*the drones came.* …$/u)
    const marked = found?.highlights.map(([from, to]) => found.snippet.slice(from, to))
    expect(marked).toEqual(['drones'])
    expect(found).not.toHaveProperty('reasons')
  })

  rule('SR9 a find says which words of the query stand where', async (room) => {
    await room.share('a', [
      {
        object: 'tool--1',
        name: 'Угрозы и дроны',
        aliases: ['上海合作组织'],
        values: ['evil.example'],
        description: `drones at hxxp://evil[.]example/x ${'and more '.repeat(600)} crane`,
      },
    ])
    const why = async (text: string) => {
      const [found] = (await room.search.find({ text }, anyone, { limit: 1, why: true })).finds
      return found?.reasons?.map(({ asked, how, word, where, found: said }) => [asked, how, word, where, said])
    }
    expect(await why('угрозой drone')).toEqual([
      ['угрозой', 'stem', 'угроз', 'name', 'Угрозы'],
      ['drone', 'stem', 'dron', 'description', 'drones'],
    ])
    expect(await why('合作组')).toEqual([['合作组', 'neighbours', '合作组', 'alias', '合作组']])
    expect(await why('evil[.]example')).toEqual([
      ['evil[.]example', 'exact', 'evil.example', 'value', 'evil.example'],
      ['evil[.]example', 'exact', 'evil.example', 'description', 'hxxp://evil[.]example/x'],
    ])
    expect(await why('cranes')).toEqual([['cranes', 'stem', 'cran', 'further', undefined]])
    expect(await why('tool--1')).toEqual([['tool--1', 'exact', 'tool--1', 'id', 'tool--1']])
  })
}

import { expect, test } from 'vitest'
import { pageWith, parts, partNames } from './results.ts'

const line = (measured: string) => [{ figure: 'a', measured, limit: 'b', ratio: 1 }]

test('bench: a part that is measured alone takes its own place on the page of results, and leaves the others', () => {
  const first = pageWith('', new Map(partNames.map((part) => [part, line(`${part} once`)])), 'then')
  const second = pageWith(first, new Map([['acts', line('acts again')]]), 'now')
  expect(second).toContain('acts again')
  expect(second).not.toContain('acts once')
  expect(second.match(/^- date: .*$/gmu)).toEqual(
    partNames.map((part) => `- date: ${part === 'acts' ? 'now' : 'then'}`),
  )
  expect(second.match(/^## .*$/gmu)).toEqual(Object.values(parts).map((name) => `## ${name}`))
  for (const part of partNames) if (part !== 'acts') expect(second).toContain(`${part} once`)
  expect(pageWith(second, new Map(), 'later')).toBe(second)
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actions } from '#platform/http/roles.ts'
import { screenActions } from '#node/routes/door.ts'
import { filesUnder, top } from './house/tree.ts'

test('console: whatever a screen asks of a role is told at the door: what is not told counts as allowed', () => {
  const texts = filesUnder('src/console')
    .filter((path) => /(?<!\.test)\.tsx?$/u.test(path))
    .map((path) => readFileSync(top + path, 'utf8'))
  const asked = Object.keys(actions).filter((action) => texts.some((text) => text.includes(`'${action}'`)))
  const told: readonly string[] = screenActions
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.filter((action) => !told.includes(action))).toEqual([])
})

import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compiledFolder } from './compiled.ts'

test('what was compiled is kept in a cache folder that is there and is written by its owner alone', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tamga-compiled-'))
  const cache = join(home, '.cache')
  expect(compiledFolder({})).toBeUndefined()
  expect(compiledFolder({ HOME: home })).toBeUndefined()
  await mkdir(cache)
  expect(compiledFolder({ HOME: home })).toBe(join(cache, 'tamga', 'compiled'))
  expect(compiledFolder({ HOME: '/nowhere', XDG_CACHE_HOME: cache })).toBe(join(cache, 'tamga', 'compiled'))
  await chmod(cache, 0o770)
  expect(compiledFolder({ HOME: home })).toBeUndefined()
  await rm(cache, { recursive: true })
  await writeFile(cache, '')
  expect(compiledFolder({ HOME: home })).toBeUndefined()
  await rm(cache)
  // Whatever keeps it from being looked at.
  await symlink('.cache', cache)
  expect(compiledFolder({ HOME: home })).toBeUndefined()
  await rm(home, { recursive: true })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claimSupervision } from './supervision.ts'

test('a dead holder is succeeded by exactly one of many', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-claim-'))
  const file = join(folder, 'supervisor')
  for (const left of ['', '999999999 1\n', `${process.pid} 1\n`, 'nonsense']) {
    writeFileSync(file, left)
    const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claimSupervision(folder)))
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} \\d+\\n$`, 'u'))
    await expect(claimSupervision(folder)).rejects.toMatchObject({ code: 'embedded-in-use' })
    rmSync(file)
  }
  const release = await claimSupervision(folder)
  await release()
  await (
    await claimSupervision(folder)
  )()
  rmSync(folder, { recursive: true })
})

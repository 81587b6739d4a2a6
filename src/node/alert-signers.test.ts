import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { alertSignersOf, locatedSigners } from './alert-signers.ts'

test('CAP 3.3.4.1 a certificate of the configuration is read with its term; what is none stops the start and is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamga-signers-'))
  try {
    const { certificates } = z
      .looseObject({ certificates: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile('vectors/cap/signature.json', 'utf8')))
    await writeFile(join(folder, 'met.pem'), certificates['met'] ?? '')
    await writeFile(join(folder, 'other.pem'), 'other')
    const read = (certificateFile: string) => alertSignersOf(locatedSigners({ met: { certificateFile } }, folder))
    const [met] = await read('met.pem')
    expect(met).toMatchObject({ name: 'met', from: expect.stringMatching(/^20/u) })
    expect((met?.from ?? '') < (met?.until ?? '')).toBe(true)
    expect(met?.key.asymmetricKeyType).toBe('rsa')
    await expect(read('other.pem')).rejects.toMatchObject({ code: 'certificate-unreadable' })
    await expect(read('none.pem')).rejects.toMatchObject({ code: 'file-unreadable' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

import { aes256gcm } from './aes-256-gcm.ts'
import { ed25519 } from './ed25519.ts'
import { mlDsa44 } from './ml-dsa-44.ts'
import { sha256Suite } from './sha-256.ts'
import type { SuiteName } from './suite.ts'
import { xWing } from './x-wing.ts'

/** Every suite there is. One row, one algorithm, one provider. */
export const suites = {
  'aes-256-gcm': aes256gcm,
  ed25519,
  'ml-dsa-44': mlDsa44,
  'sha-256': sha256Suite,
  'x-wing': xWing,
} as const

/** The names of the suites whose provider does not answer its standard's values. A node signs and opens nothing unless this is empty. */
export async function selfTest(): Promise<readonly SuiteName[]> {
  const results = await Promise.all(
    Object.values(suites).map(async (suite) => ((await passes(suite)) ? [] : [suite.name])),
  )
  return results.flat()
}

async function passes(suite: { selfTest(): boolean | Promise<boolean> }): Promise<boolean> {
  try {
    return await suite.selfTest()
  } catch {
    return false
  }
}

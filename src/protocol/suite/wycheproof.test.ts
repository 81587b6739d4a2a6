import { createPrivateKey, createPublicKey, decapsulate, diffieHellman } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { concat, equalBytes, fromHex } from '#kernel/bytes.ts'
import { aes256gcm } from './aes-256-gcm.ts'
import { ed25519 } from './ed25519.ts'
import { mlDsa44 } from './ml-dsa-44.ts'
import { xWing } from './x-wing.ts'

interface Group {
  readonly keySize?: number
  readonly ivSize?: number
  readonly tagSize?: number
  readonly publicKey?: unknown
  readonly tests: readonly Case[]
}
type Case = Readonly<Record<'msg' | 'sig' | 'ct' | 'tag' | 'aad' | 'iv' | 'key' | 'result', string>> &
  Readonly<Record<'seed' | 'ek' | 'c' | 'K' | 'public' | 'private' | 'shared', string>> & {
    readonly tcId: number
    readonly ctx?: string
    readonly flags: readonly string[]
  }

const folder = new URL('../../../../shared/data/vectors/wycheproof/', import.meta.url)
const hasShared = existsSync(folder)
const because = hasShared ? '' : ' (no shared data)'
const hex = (text: string) => fromHex(text) ?? new Uint8Array(0)

function groups(file: string): readonly Group[] {
  return (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { testGroups: Group[] }).testGroups
}

/** Runs every case and answers which were judged otherwise than the file says, and how many there were. */
async function judge(file: string, valid: (group: Group, given: Case) => boolean | undefined | Promise<boolean>) {
  const wrong: number[] = []
  let ran = 0
  for (const group of groups(file)) {
    for (const given of group.tests) {
      const verdict = await valid(group, given)
      if (verdict === undefined) continue
      ran++
      if (verdict !== (given.result === 'valid')) wrong.push(given.tcId)
    }
  }
  return { wrong, ran }
}

test.skipIf(!hasShared)(`P3 Ed25519 judges every Wycheproof case as the file says${because}`, async () => {
  const { wrong, ran } = await judge('ed25519_test.json', (group, given) =>
    ed25519.verify(hex((group.publicKey as { pk: string }).pk), hex(given.msg), hex(given.sig)),
  )
  expect(wrong).toEqual([])
  expect(ran).toBe(151)
})

test.skipIf(!hasShared)(
  `P3 ML-DSA-44 judges every Wycheproof case of the empty context as the file says${because}`,
  async () => {
    const { wrong, ran } = await judge('mldsa_44_verify_test.json', (group, given) => {
      const verdict = mlDsa44.verify(hex(group.publicKey as string), hex(given.msg), hex(given.sig))
      return given.ctx === undefined || given.ctx === '' ? verdict : undefined
    })
    expect(wrong).toEqual([])
    expect(ran).toBeGreaterThan(150)
  },
)

test.skipIf(!hasShared)(`P3 ML-DSA-44 refuses signatures over a context${because}`, () => {
  const withContext = groups('mldsa_44_verify_test.json').flatMap((group) =>
    group.tests
      .filter((given) => given.ctx !== undefined && given.ctx !== '')
      .map((given) => mlDsa44.verify(hex(group.publicKey as string), hex(given.msg), hex(given.sig))),
  )
  expect(withContext.length).toBeGreaterThan(0)
  expect(withContext).not.toContain(true)
})

test.skipIf(!hasShared)(
  `P3 AES-256-GCM judges every Wycheproof case of its sizes as the file says${because}`,
  async () => {
    const { wrong, ran } = await judge('aes_gcm_test.json', (group, given) => {
      if (group.keySize !== 256 || group.ivSize !== 96 || group.tagSize !== 128) return undefined
      const use = { key: hex(given.key), nonce: hex(given.iv), aad: hex(given.aad) }
      const sealed = concat(hex(given.ct), hex(given.tag))
      const opened = aes256gcm.decrypt(use, sealed)
      if (opened === undefined) return false
      return equalBytes(opened, hex(given.msg)) && equalBytes(aes256gcm.encrypt(use, opened), sealed)
    })
    expect(wrong).toEqual([])
    expect(ran).toBeGreaterThan(50)
  },
)

test.skipIf(!hasShared)(
  `P3 X-Wing takes as public keys only what Wycheproof lets ML-KEM-768 take${because}`,
  async () => {
    const x25519 = ed25519.signer(new Uint8Array(32)).publicKey
    const { wrong, ran } = await judge('mlkem_768_encaps_test.json', (_, given) =>
      xWing.isPublicKey(concat(hex(given.ek), x25519)),
    )
    expect(wrong).toEqual([])
    expect(ran).toBe(265)
  },
)

test.skipIf(!hasShared)(`P3 the provider's ML-KEM-768 decapsulates as Wycheproof says${because}`, async () => {
  const { wrong, ran } = await judge('mlkem_768_test.json', (_, given) => {
    try {
      const key = createPrivateKey({ key: hex(given.seed), format: 'raw-seed', asymmetricKeyType: 'ml-kem-768' })
      return equalBytes(decapsulate(key, hex(given.c)), hex(given.K))
    } catch {
      return false
    }
  })
  expect(wrong).toEqual([])
  expect(ran).toBe(193)
})

test.skipIf(!hasShared)(`P3 the provider's X25519 agrees as Wycheproof says${because}`, () => {
  const wrong = groups('x25519_test.json')[0]?.tests.filter((given) => {
    const agreed = agree(hex(given.private), hex(given.public))
    return agreed === undefined ? !given.flags.includes('ZeroSharedSecret') : !equalBytes(agreed, hex(given.shared))
  })
  expect(wrong?.map((given) => given.tcId)).toEqual([])
})

function agree(secret: Uint8Array, peer: Uint8Array): Uint8Array | undefined {
  try {
    return diffieHellman({
      privateKey: createPrivateKey({ key: secret, format: 'raw-private', asymmetricKeyType: 'x25519' }),
      publicKey: createPublicKey({ key: peer, format: 'raw-public', asymmetricKeyType: 'x25519' }),
    })
  } catch {
    return undefined
  }
}

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { mlDsa44 } from '#protocol/suite/ml-dsa-44.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { cosignatureLine, cosignedMessage } from './cosignature.ts'
import type { Cosigner } from './cosignature.ts'
import { forkProof, verifyForkProof } from './fork.ts'
import { buildInterval, encodeEntry } from './interval.ts'
import { consistencyRanges, inclusionRanges, leafHash, rootOfHashes } from './merkle.ts'
import type { Range } from './merkle.ts'
import { formatNote, formatVkey, noteKey } from './note.ts'
import type { NoteKey, NoteKeyType } from './note.ts'
import { formatPolicy, hasQuorum, meetsPolicy, parsePolicy } from './policy.ts'
import { verifyByPolicy } from './policy-proof.ts'
import { encodePlace, parseTlogProof, proofBytes, verifyProof } from './proof.ts'
import { quorumOf } from './quorum.ts'

const seed = (at: number): Uint8Array => new Uint8Array(32).fill(at)

function keyOf(name: string, type: NoteKeyType, at: number): NoteKey {
  const key = noteKey(name, type, (type === 6 ? mlDsa44 : ed25519).signer(seed(at)).publicKey)
  if (key === undefined) throw new Error('no key')
  return key
}

const log = keyOf('alt.tamga/1', 1, 1)
const parties = ['bor', 'cas', 'sec']
const cosigners: readonly Cosigner[] = parties.map((name, at) => ({
  name,
  keys: [keyOf(`${name}.tamga/witness`, 4, 10 + at), keyOf(`${name}.tamga/witness`, 6, 20 + at)],
}))

/** A signed head of the leaves, cosigned by the parties named. */
function sign(leaves: readonly Uint8Array[], by: readonly string[] = []): string {
  const text = formatCheckpoint({ origin: log.name, size: leaves.length, root: rootOfHashes(concat(...leaves)) })
  const own = { name: log.name, id: log.id, signature: ed25519.signer(seed(1)).sign(encodeUtf8(text)) }
  const lines = cosigners.flatMap(({ name, keys }, at) => {
    if (!by.includes(name)) return []
    return keys.map((key) => {
      const signer = (key.type === 6 ? mlDsa44 : ed25519).signer(seed(at + (key.type === 6 ? 20 : 10)))
      return cosignatureLine(key, 1000 + at, signer.sign(cosignedMessage(key, text, 1000 + at) ?? new Uint8Array(0)))
    })
  })
  return formatNote({ text, signatures: [own, ...lines] })
}

const hashesOf = (leaves: readonly Uint8Array[], ranges: readonly Range[]): readonly Uint8Array[] =>
  ranges.map(({ start, end }) => rootOfHashes(concat(...leaves.slice(start, end))))

const act = `act--${'ab'.repeat(32)}` as const
const other = `act--${'cd'.repeat(32)}` as const
const interval = buildInterval([act, other], { bytes: (count) => new Uint8Array(count).fill(7) })
const covers = Array.from({ length: 9 }, (_, at) => leafHash(encodeEntry(seed(at))))
const leaves = covers.with(6, leafHash(encodeEntry(interval.root)))
const trust = { log, cosigners, threshold: 2 }
const place = interval.placed.find(({ leaf }) => leaf === act)
if (place === undefined) throw new Error('not placed')
const hashes = hashesOf(leaves, inclusionRanges(6, 9))
const proof = proofBytes({ extra: encodePlace(place), index: 6, hashes, checkpoint: sign(leaves, ['bor', 'sec']) })

test('J2 a proof shows an act in its entry under a checkpoint that k witnesses cosigned', () => {
  expect(verifyProof(proof, act, trust)).toMatchObject({
    entry: 6,
    position: place.position,
    head: { size: 9 },
    cosigned: [
      { name: 'bor', seconds: 1000 },
      { name: 'sec', seconds: 1002 },
    ],
  })
})

test('J2 a proof is refused for another act or log, too few witnesses, missing or broken parts', () => {
  const bare = encodeUtf8(new TextDecoder().decode(proof).replace(/extra .*\n/u, ''))
  expect(verifyProof(proof, other, trust)).toMatchObject({ code: 'not-in-journal' })
  expect(verifyProof(proof, act, { ...trust, log: keyOf('alt.tamga/2', 1, 1) })).toMatchObject({
    code: 'checkpoint-unsigned',
  })
  expect(verifyProof(proof, act, { ...trust, threshold: 3 })).toMatchObject({
    code: 'not-witnessed',
    params: { cosigned: 2 },
  })
  expect(verifyProof(bare, act, trust)).toMatchObject({ code: 'proof-malformed' })
  expect(verifyProof(Uint8Array.of(255), act, trust)).toMatchObject({ code: 'proof-malformed' })
})

test('6 a proof with too few cosignatures says so, also where the log has had two keys', () => {
  const policyOf = (logs: NoteKey, threshold: number) => {
    const policy = parsePolicy(encodeUtf8(formatPolicy(logs, cosigners, threshold)))
    if (isRefusal(policy)) throw new Error(policy.code)
    return policy
  }
  const replaced = { ...keyOf('alt.tamga/1', 1, 2), earlier: [log] }
  for (const logs of [log, replaced]) {
    expect(verifyByPolicy(proof, act, policyOf(logs, 2))).toMatchObject({ entry: 6 })
    expect(verifyByPolicy(proof, act, policyOf(logs, 3))).toMatchObject({
      code: 'not-witnessed',
      params: { cosigned: 2, threshold: 3 },
    })
    expect(verifyByPolicy(proof, other, policyOf(logs, 2))).toMatchObject({ code: 'not-in-journal' })
  }
  expect(verifyByPolicy(proof, act, policyOf(keyOf('alt.tamga/1', 1, 2), 2))).toMatchObject({
    code: 'checkpoint-unsigned',
  })
})

test('J2 no bit of a proof can be flipped unseen', () => {
  fc.assert(
    fc.property(fc.nat(proof.length * 8 - 1), (bit) => {
      const bent = proof.with(bit >> 3, (proof[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
      const judged = verifyProof(bent, act, { ...trust, cosigners: cosigners.filter(({ name }) => name !== 'cas') })
      expect(isRefusal(judged)).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('tlog-proof: a proof without extra data is read too, in one spelling', () => {
  const text = `c2sp.org/tlog-proof@v1\nindex 0\n\n${sign(leaves)}`
  expect(parseTlogProof(text)).toMatchObject({ index: 0, hashes: [] })
  expect(parseTlogProof(text.replace('index 0', 'index 00'))).toBeUndefined()
  expect(parseTlogProof(text.replace('@v1', '@v2'))).toBeUndefined()
  expect(parseTlogProof(text.replace('index 0\n', 'index 0\nAAAA\n'))).toBeUndefined()
})

test('protocol 6: k is the least number with 2k - n > f, and f lying witnesses and f silent ones leave it reachable', () => {
  expect(quorumOf(3)).toEqual({ n: 3, f: 0, k: 2 })
  expect(quorumOf(0)).toEqual({ n: 0, f: 0, k: 0 })
  for (let n = 1; n <= 64; n += 1) {
    const { f, k } = quorumOf(n)
    expect(2 * k - n).toBeGreaterThan(f)
    expect(2 * (k - 1) - n).toBeLessThanOrEqual(f)
    expect(k).toBeLessThanOrEqual(n - f)
  }
})

const parsed = (text: string) => {
  const policy = parsePolicy(encodeUtf8(text))
  if (isRefusal(policy)) throw new Error(JSON.stringify(policy))
  return policy
}

test('tlog-policy: our rule is a policy that other tools read', () => {
  const policy = parsed(formatPolicy(log, cosigners, 2))
  expect(meetsPolicy(sign(leaves, ['bor', 'cas']), policy)).toBe(true)
  expect(meetsPolicy(sign(leaves, ['cas']), policy)).toBe(false)
  expect(meetsPolicy(sign(leaves, ['bor', 'cas']).replace('\n9\n', '\n8\n'), policy)).toBe(false)
  expect(meetsPolicy(sign(leaves), parsed(formatPolicy(log, [], 0)))).toBe(true)
})

const [x1, x2, y1] = cosigners.map(({ keys }) => keys[0]) as [NoteKey, NoteKey, NoteKey]
const nested = `# c\n\n \twitness X1 ${formatVkey(x1)} https://x.example/ \nwitness X2\t${formatVkey(x2)}\nwitness é ${formatVkey(y1)}
group X any X1 X2\ngroup all-of all X é\nquorum all-of\n`

test('tlog-policy: groups nest, white space and comments are free', () => {
  const policy = parsed(nested)
  const has = (...keys: readonly NoteKey[]) => hasQuorum(policy, (key) => keys.some(({ id }) => id === key.id))
  expect([has(x1, y1), has(x2, y1), has(x1, x2), has(y1)]).toEqual([true, true, false, false])
  expect(policy.witnesses.get('X1')?.url).toBe('https://x.example/')
})

test.each([
  ['no quorum', nested.replace(/quorum.*\n/u, ''), 8],
  ['two quorums', `${nested}quorum X1\n`, 9],
  ['no newline at the end', nested.slice(0, -1), 8],
  ['a name used twice', nested.replace('X2\t', 'X1\t'), 4],
  ['a key used twice', nested.replace(formatVkey(x2), formatVkey(x1)), 4],
  ['a key for logs', nested.replace(formatVkey(x2), formatVkey(log)), 4],
  ['a member unknown so far', nested.replace('any X1 X2', 'any X1 X3'), 6],
  ['a member of two groups', nested.replace('all X é', 'all X X1'), 7],
  ['a threshold above its members', nested.replace('any X1', '3 X1'), 6],
  ['a threshold of none', nested.replace('any X1', '0 X1'), 6],
  ['the name none', nested.replace('group X ', 'group none '), 6],
  ['an unknown word', `constructor x\n${nested}`, 1],
  ['a carriage return', nested.replace('# c\n', '# c\r\n'), 1],
])('tlog-policy: refused for %s, by line', (_, text, line) => {
  expect(parsePolicy(encodeUtf8(text))).toMatchObject({ code: 'policy-malformed', params: { line } })
})

const rewritten = leaves.with(2, leafHash(encodeEntry(seed(99))))

test('P5 two roots of one size are a proof that a stranger verifies, and names who cosigned both', () => {
  const sides = { one: sign(leaves, ['bor', 'cas']), other: sign(rewritten, ['cas', 'sec']) }
  const found = JSON.parse(JSON.stringify(forkProof(sides, log))) as unknown
  expect(verifyForkProof(found, log, cosigners)).toEqual({ origin: log.name, sizes: [9, 9], cosigners: ['cas'] })
  expect(forkProof({ one: sides.one, other: sign(leaves) }, log)).toBeUndefined()
  expect(verifyForkProof(found, keyOf('alt.tamga/1', 1, 5))).toMatchObject({ code: 'fork-unproven' })
})

test('P5 a head that the larger tree never had is a proof, a prefix of it is none', () => {
  const small = rewritten.slice(0, 5)
  const proven = hashesOf(leaves, consistencyRanges(5, 9))
  const past = { root: rootOfHashes(concat(...leaves.slice(0, 5))), proof: proven }
  const found = forkProof({ one: sign(leaves), other: sign(small), past }, log)
  expect(verifyForkProof(found, log)).toMatchObject({ sizes: [5, 9] })
  expect(forkProof({ one: sign(leaves), other: sign(leaves.slice(0, 5)), past }, log)).toBeUndefined()
  expect(forkProof({ one: sign(leaves), other: sign(small) }, log)).toBeUndefined()
  const bent = {
    ...found,
    hashes: found?.hashes?.map((hash) => toBase64Url((fromBase64Url(hash) ?? seed(0)).with(0, 1))),
  }
  expect(isRefusal(verifyForkProof(bent, log))).toBe(true)
})

test.each([[null], [[]], ['x'], [{ type: 'tamga-fork-proof/1' }], [{ type: 'tamga-fork-proof/1', origin: 1 }]])(
  'P5 %j is no proof of a fork',
  (value) => {
    expect(isRefusal(verifyForkProof(value, log))).toBe(true)
  },
)

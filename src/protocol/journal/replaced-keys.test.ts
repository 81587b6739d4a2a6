import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { formatCheckpoint, openCheckpoint } from './checkpoint.ts'
import { formatNote, noteKey } from './note.ts'
import { formatPolicy, hasQuorum, parsePolicy } from './policy.ts'

test('tlog-policy: a log and a witness whose keys were replaced count by any whole set of one time, and by no mixture', () => {
  const secret = (name: string) => ed25519.signer(sha256(encodeUtf8(name)))
  const keyOf = (name: string, type: 1 | 4, of: string) => noteKey(name, type, secret(of).publicKey)!
  const log = { ...keyOf('t/a/1', 1, 'log 2'), earlier: [keyOf('t/a/1', 1, 'log 1')] }
  const [old, now] = ['old', 'now'].map((time) => ['x', 'y'].map((one) => keyOf('bor', 4, `${time} ${one}`)))
  const policy = parsePolicy(encodeUtf8(formatPolicy(log, [{ name: 'bor', keys: now!, earlier: [old!] }], 1)))
  if (isRefusal(policy)) throw new Error(policy.code)
  expect(policy.logs.map(({ key }) => key.id)).toEqual([log.id, log.earlier[0]!.id])
  const isEnough = (keys: readonly { id: string }[]) => hasQuorum(policy, ({ id }) => keys.some((key) => key.id === id))
  expect([isEnough(now!), isEnough(old!), isEnough([now![0]!, old![1]!]), isEnough([])]).toEqual([
    true,
    true,
    false,
    false,
  ])
  const text = formatCheckpoint({ origin: 't/a/1', size: 1, root: sha256(encodeUtf8('root')) })
  for (const [key, name] of [
    [log, 'log 2'],
    [log.earlier[0]!, 'log 1'],
  ] as const) {
    const signature = secret(name).sign(encodeUtf8(text))
    const note = formatNote({ text, signatures: [{ name: key.name, id: key.id, signature }] })
    expect(openCheckpoint(note, log)).toBeDefined()
    expect(openCheckpoint(note.replace('\n1\n', '\n2\n'), log)).toBeUndefined()
  }
})

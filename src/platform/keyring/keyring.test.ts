import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { encodeUtf8, fromBase64Url, fromHex, toBase64Url, toHex } from '#kernel/bytes.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { suites } from '#protocol/suite/table.ts'
import { systemRandom } from '#platform/clock/system-time.ts'
import { createFileKeyring, openFileKeyring, openNodeKeys } from './file-keyring.ts'
import type { KeyFolder } from './file-keyring.ts'
import { writePrivateFile } from './private-file.ts'
import { writeSeeds } from './sealed-seeds.ts'
import { isPublished, isWeakSeed, weaknessOf } from './weak-seed.ts'

const alt = parseParty('alt')!
const bor = parseParty('bor')!
const passphrase = 'a passphrase of some length'

interface Ground extends AsyncDisposable {
  readonly sealed: KeyFolder
  readonly plain: KeyFolder
  readonly file: string
  readonly secret: string
}

async function ground(): Promise<Ground> {
  const base = await mkdtemp(join(tmpdir(), 'tamga-keys-'))
  const folder = join(base, 'keys')
  const secret = join(base, 'passphrase')
  await writeFile(secret, `${passphrase}\n`, { mode: 0o600 })
  return {
    sealed: { folder, party: alt, secret: { kind: 'file', file: secret } },
    plain: { folder, party: alt, secret: { kind: 'none', isDemo: true } },
    file: join(folder, 'keys.json'),
    secret,
    [Symbol.asyncDispose]: () => rm(base, { recursive: true }),
  }
}

test('keys come back from a sealed file, which nobody else can read and which holds no seed', async () => {
  await using at = await ground()
  const made = await createFileKeyring(at.sealed, systemRandom)
  expect([(await stat(at.file)).mode & 0o777, (await stat(at.sealed.folder)).mode & 0o777]).toEqual([0o600, 0o700])
  expect(await readFile(at.file, 'utf8')).not.toContain('ed25519')
  const opened = await openFileKeyring(at.sealed)
  expect(opened.keys).toEqual(made.keys)
  const message = encodeUtf8('message')
  const publicKey = fromBase64Url(made.keys.journal.ed25519)!
  expect(suites.ed25519.verify(publicKey, message, await opened.sign('journal', message))).toBe(true)
})

test('a wrong passphrase, a damaged file and exchanged parameters do not open', async () => {
  await using at = await ground()
  await createFileKeyring(at.sealed, systemRandom)
  const content = await readFile(at.file, 'utf8')
  await writeFile(at.secret, 'another passphrase entirely')
  await expect(openFileKeyring(at.sealed)).rejects.toMatchObject({ code: 'keyring-passphrase' })
  await writeFile(at.secret, passphrase)
  for (const [find, replace, code] of [
    ['"log2n": 17', '"log2n": 16', 'keyring-passphrase'],
    ['"party": "alt"', '"party": "bor"', 'keyring-passphrase'],
    ['"log2n": 17', '"log2n": 30', 'keyring-damaged'],
    ['"party"', '"partx"', 'keyring-damaged'],
    ['{', '[', 'keyring-damaged'],
  ] as const) {
    await writeFile(at.file, content.replace(find, replace))
    await expect(openFileKeyring(at.sealed), replace).rejects.toMatchObject({ code })
  }
})

test('loose permissions, links and short passphrases are refused', async () => {
  await using at = await ground()
  await createFileKeyring(at.plain, systemRandom)
  for (const mode of [0o640, 0o604, 0o610, 0o620]) {
    await chmod(at.file, mode)
    await expect(openFileKeyring(at.plain)).rejects.toMatchObject({ code: 'file-loose' })
  }
  await chmod(at.file, 0o600)
  await chmod(at.plain.folder, 0o710)
  await expect(openFileKeyring(at.plain)).rejects.toMatchObject({ code: 'file-loose' })
  await chmod(at.plain.folder, 0o700)
  expect((await openFileKeyring(at.plain)).keys.party).toBe('alt')
  await chmod(at.secret, 0o644)
  await expect(openFileKeyring(at.sealed)).rejects.toMatchObject({ code: 'file-loose' })
  await chmod(at.secret, 0o600)
  await writeFile(at.secret, 'fifteen letters\n')
  await expect(openFileKeyring(at.sealed)).rejects.toMatchObject({ code: 'keyring-secret-short' })
  await rm(at.secret)
  await expect(openFileKeyring(at.sealed)).rejects.toMatchObject({ code: 'file-unreadable' })
  await rm(at.file)
  await symlink(at.secret, at.file)
  await expect(openFileKeyring(at.plain)).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('keys are never replaced, belong to one party, and plain ones do not pass for sealed', async () => {
  await using at = await ground()
  const made = await createFileKeyring(at.plain, systemRandom)
  await expect(createFileKeyring(at.plain, systemRandom)).rejects.toMatchObject({ code: 'file-exists' })
  expect((await openFileKeyring(at.plain)).keys).toEqual(made.keys)
  await expect(openFileKeyring({ ...at.plain, party: bor })).rejects.toMatchObject({ code: 'keyring-party' })
  await expect(openFileKeyring(at.sealed)).rejects.toMatchObject({ code: 'keyring-plain' })
})

test('a key of a document or test is refused wherever it stands', async () => {
  await using at = await ground()
  const sound = generateSeeds(systemRandom)
  const rfc8032 = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')!
  const seeds = { ...sound, link: { ed25519: rfc8032 } }
  const { keys } = await keyringFromSeeds(alt, seeds)
  expect(weaknessOf(seeds, keys)).toBe('link ed25519')
  expect(weaknessOf(sound, (await keyringFromSeeds(alt, sound)).keys)).toBeUndefined()
  await writePrivateFile(at.file, await writeSeeds({ party: alt, seeds }, { kind: 'plain' }, systemRandom))
  await expect(openFileKeyring(at.plain)).rejects.toMatchObject({
    code: 'keyring-weak',
    params: { key: 'link ed25519' },
  })
})

test('a seed that was not drawn at random is refused, a drawn one is not', () => {
  const weak = [
    new Uint8Array(32),
    new Uint8Array(32).fill(7),
    Uint8Array.from({ length: 32 }, (_, at) => at),
    Uint8Array.from({ length: 32 }, (_, at) => 250 - at * 3),
    Uint8Array.from({ length: 32 }, (_, at) => at % 8),
    encodeUtf8('The quick brown fox jumps over i'),
    systemRandom.bytes(31),
  ]
  expect(weak.map(isWeakSeed)).toEqual(weak.map(() => true))
  for (let draw = 0; draw < 2000; draw++) expect(isWeakSeed(systemRandom.bytes(32))).toBe(false)
})

const root = fileURLToPath(new URL('../../../', import.meta.url))
const keyText = /["']([0-9a-f]{64}|[A-Za-z0-9_-]{43})["']/gu
const keyName = /\b(?:ed25519|[a-z]*seed|secret|private)\w*["']?\s*[:=]\s*(?:hex\()?$/iu

/** 32 bytes as text that a name before them calls a key. */
function keysIn(content: string): readonly Uint8Array[] {
  const named = [...content.matchAll(keyText)].filter(({ index }) =>
    keyName.test(content.slice(Math.max(0, index - 60), index)),
  )
  return named.map(
    ([, value = '']) => (value.length === 64 ? fromHex(value) : fromBase64Url(value)) ?? new Uint8Array(),
  )
}

test('every seed and Ed25519 key in our documents, vectors and tests is on the list', () => {
  const folders = ['vectors', 'docs', 'src', 'test', 'demo', 'profiles'].filter((name) => existsSync(join(root, name)))
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  const isText = (file: string): boolean => /\.test\.ts$|\.json$|\.md$|known-answers\.ts$/u.test(file)
  const found = files.filter(isText).flatMap((file) => keysIn(readFileSync(file, 'utf8')))
  expect(found.length).toBeGreaterThan(0)
  const missing = found.filter((key) => !isPublished(key))
  expect(missing.map((key) => `add to published-keys.ts: ${toHex(sha256(key))}`)).toEqual([])
})

test('the text of a key is found by the search above', () => {
  const key = systemRandom.bytes(32)
  expect(keysIn(`{"ed25519": "${toBase64Url(key)}", "digest": "${toBase64Url(systemRandom.bytes(32))}"}`)).toEqual([
    key,
  ])
  expect(keysIn(`const seed = hex('${toHex(key)}')`)).toEqual([key])
})

test('3 keys drawn later lie in a file of their own before they are named, and another process finds them', async () => {
  await using at = await ground()
  await createFileKeyring(at.plain, systemRandom)
  const [one, other] = [await openNodeKeys(at.plain), await openNodeKeys(at.plain)]
  const founded = one.keyring.keys
  const drawn = await one.draw(['link', 'box'], systemRandom)
  expect(Object.keys(drawn).toSorted()).toEqual(['box', 'link'])
  expect((await stat(join(at.plain.folder, 'keys-2.json'))).mode & 0o777).toBe(0o600)
  const next = { ...founded, ...drawn }
  for (const keys of [one, other]) {
    const now = await keys.keyring.under(next)
    const message = encodeUtf8('message')
    const link = fromBase64Url(next.link.ed25519)!
    expect(suites.ed25519.verify(link, message, await now!.sign('link', message))).toBe(true)
    expect(now!.links().map(({ publicKey }) => publicKey)).toEqual([next.link.ed25519, founded.link.ed25519])
    // What was sealed before still opens.
    const context = { info: encodeUtf8('info'), aad: encodeUtf8('aad') }
    const sealed = await suites['x-wing'].seal(fromBase64Url(founded.box['x-wing'])!, message, context)
    expect(await now!.open(sealed, context)).toEqual(message)
    expect(await keys.keyring.under(founded)).toBeDefined()
  }
  expect(await other.keyring.under({ ...next, journal: next.link })).toBeUndefined()
  await other.draw(['seal'], systemRandom)
  expect(existsSync(join(at.plain.folder, 'keys-3.json'))).toBe(true)
  expect((await openNodeKeys(at.plain)).keyring.keys.link).toEqual(next.link)
})

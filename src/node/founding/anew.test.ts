import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMs } from '#kernel/instant.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import type { Party } from '#protocol/identity/party.ts'
import { systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { createFileKeyring } from '#platform/keyring/file-keyring.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { writeLane } from '#charter/lane/file.ts'
import { writeInvitation } from '#charter/lane/invitation.ts'
import { foundCoalition, foundedAt } from '#charter/testing/demo-coalition.ts'
import { makeAnew } from './anew.ts'
import { askToJoin } from './join.ts'

const [alt, bor] = ['alt', 'bor'] as [Party, Party]
const ports = { clock: { now: () => foundedAt }, timers: systemTimers, random: systemRandom, log: () => undefined }

let home: string
let invitation: Uint8Array
/** Folders of keys that two parties have drawn just now. */
let [theirs, strange] = ['', '']
let asked: { readonly party: Party; readonly dir: string; readonly keyFile: string; readonly words: string }

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamga-anew-'))
  const { charter, genesis } = await foundCoalition()
  const header = { coalition: charter.id, by: bor, at: foundedAt, expires: addMs(foundedAt, 1000) }
  invitation = writeInvitation(header, writeLane({ genesis, entries: [] }))
  const keyFile = join(home, 'unlock.key')
  await writePrivateFile(keyFile, 'what opens every folder of these tests\n')
  asked = { party: alt, dir: join(home, 'node'), keyFile, words: idWords(charter.id) }
  theirs = await drawn(bor)
  strange = await drawn(alt)
})

afterAll(() => rm(home, { recursive: true, force: true }))

async function drawn(party: Party): Promise<string> {
  const folder = join(home, `keys-${party}`)
  await mkdir(folder, { mode: 0o700 })
  await createFileKeyring({ folder, party, secret: { kind: 'file', file: asked.keyFile } }, systemRandom)
  return folder
}

test('init: a party whose node is lost is not made anew from keys of another party, nor from keys of its own that the charter has not, and nothing stays', async () => {
  expect(await makeAnew(invitation, { ...asked, keysFolder: theirs }, ports)).toMatchObject({
    code: 'keys-of-other-party',
    params: { folder: theirs, party: 'alt', owner: 'bor' },
  })
  expect(await makeAnew(invitation, { ...asked, keysFolder: strange }, ports)).toMatchObject({
    code: 'keys-not-those',
    params: { folder: strange, party: 'alt', role: 'seal' },
  })
  expect(await readdir(asked.dir)).toEqual([])
})

test('init: what is said to open keys that are there is not made where there is none', async () => {
  const keyFile = join(home, 'nowhere.key')
  const made = makeAnew(invitation, { ...asked, keyFile, keysFolder: strange }, ports)
  await expect(made).rejects.toMatchObject({ code: 'file-unreadable', params: { file: keyFile } })
  expect(existsSync(keyFile)).toBe(false)
})

test('init: a party that has lost its keys too does not join as a newcomer', async () => {
  expect(await askToJoin(invitation, asked, ports)).toMatchObject({ code: 'party-exists', params: { party: 'alt' } })
})

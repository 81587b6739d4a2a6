import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requestWords } from '#protocol/acts/join-request.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { writeSeeds } from '#platform/keyring/sealed-seeds.ts'
import { requestOf } from '#charter/testing/join.ts'
import { skies } from '../suites/open-skies.ts'
import { arrived, everyRound, scene, type Scene } from './scene.ts'
import { typing } from './typing.ts'

const english = ['--lang', 'en']
const states = ['alt', 'bor', 'cas'] as const
const quotas = {
  type: 'quotas',
  quotas: { actsPerHour: 77, bytesPerHour: 1_000_000_000, verificationsPerHour: 100_000 },
}

/** A treaty desk at its command line, with the folder of its state's root. */
async function desks(at: Scene) {
  const { type, folder, file } = await typing(at)
  for (const name of states) {
    const party = name as Party
    await mkdir(join(folder, `${name}-root`), { mode: 0o700 })
    const seeds = at.federation.coalition.seeds.get(party)!
    const sealed = await writeSeeds({ party, seeds }, { kind: 'plain' }, new SeededRandom(name))
    await writePrivateFile(join(folder, `${name}-root`, 'keys.json'), sealed)
  }
  const by = (party: string, ...words: readonly string[]) => type(words, { as: `${party}/treaty` })
  const signs = (party: string, verb: readonly string[], act: string) =>
    by(party, ...verb, act, '--keys', join(folder, `${party}-root`), '--json')
  return { by, signs, file, folder }
}

const actOf = ({ out }: { readonly out: string }) => (JSON.parse(out) as { readonly act: string }).act

test('C2 a change is proposed, read, countersigned and entered from the command line, and the lane is taken along', async () => {
  await using at = await scene()
  const { by, signs, file, folder } = await desks(at)
  const change = await file('quotas.json', JSON.stringify(quotas))
  const act = actOf(await by('alt', 'charter', 'propose', change, '--reason', 'Less at night', '--json'))
  await at.federation.pass(arrived)
  const signed = await signs('alt', ['charter', 'sign'], act)
  expect([signed.exit, JSON.parse(signed.out)]).toMatchObject([0, { consents: { needed: 3, signed: ['alt'] } }])
  await at.federation.pass(arrived)
  const shown = await by('bor', 'charter', 'show', act.slice(0, 12), ...english)
  expect(shown.out).toMatch(/^From +alt\nReason +Less at night\n(?:.*\n)Signed by +alt\nNot signed by +bor, cas$/mu)
  expect((await by('bor', 'charter', 'list', '--plain', ...english)).out).toMatch(/\talt\tquotas\topen\t1\/3$/mu)
  expect((await signs('bor', ['charter', 'sign'], 'act--00')).exit).toBe(4)
  for (const party of ['bor', 'cas']) expect((await signs(party, ['charter', 'sign'], act)).exit).toBe(0)
  await at.federation.pass(everyRound)
  expect((await by('cas', 'charter', 'list', '--plain', ...english)).out).toMatch(/^1\t.*\talt\tquotas\tadopted\t$/mu)
  expect((await by('cas', 'charter', 'show', ...english)).out).toMatch(
    /^Quota of each party +77 acts and 1 GB an hour$/mu,
  )
  expect((await by('cas', 'charter', 'show', '--lang', 'ru')).out).toMatch(/^Квота участника +77 актов/mu)
  const on = await by('cas', 'charter', 'standings', '--on', '2019-01-01', '--json')
  expect(JSON.parse(on.out)).toMatchObject({ on: '2019-01-01T00:00:00.000Z' })
  for (const language of ['en', 'ru', 'zh']) {
    for (const page of ['standings', 'show', 'list']) {
      expect((await by('cas', 'charter', page, '--lang', language)).out).not.toContain('cli.')
    }
  }
  expect((await by('cas', 'charter', 'export', '--out', 'demo.tamga-charter')).exit).toBe(0)
  expect((await by('cas', 'charter', 'export', '--out', 'demo.tamga-charter')).exit).not.toBe(0)
  expect((await by('cas', 'verify', 'demo.tamga-charter', ...english)).out).toMatch(/^✓/u)
  // Where nobody forked, there is no proof of it, and it says so.
  const fork = await by('cas', 'charter', 'fork', '--out', join(folder, 'fork.tamga-charter'), ...english)
  expect([fork.exit, fork.out]).toEqual([4, ''])
})

test('C2 a state is invited, admitted by words that were compared, and one leaves, from the command line', async () => {
  await using at = await scene()
  const { by, signs, file, folder } = await desks(at)
  const invited = await by('alt', 'charter', 'invite', '--for', 'uzb', '--out', 'demo.tamga-invitation', ...english)
  expect(invited.exit).toBe(0)
  const { federation } = at
  await federation.candidate('uzb', (await at.alt.ask('treaty', 'GET', '/api/v1/charter/file')).bytes)
  const { id } = federation.coalition.charter
  const request = await requestOf(federation.keyring('uzb'), { coalition: id, at: federation.time.now() })
  const asked = await file('uzb.tamga-request', JSON.stringify(request))
  const admit = ['charter', 'admit', asked, '--standing', 'member']
  expect((await by('alt', ...admit, '--words', 'babab-babab', ...english)).err).toContain('words')
  const act = actOf(await by('alt', ...admit, '--words', requestWords(request), '--json'))
  await federation.pass(arrived)
  const shown = await by('bor', 'charter', 'show', act, ...english)
  expect(shown.out).toContain(`"words": "${requestWords(request)}"`)
  for (const party of states) expect((await signs(party, ['charter', 'sign'], act)).exit).toBe(0)
  await federation.pass(everyRound)
  expect((await by('cas', 'charter', 'standings', '--plain', ...english)).out).toMatch(/^uzb\tmember\t/mu)
  const leave = ['charter', 'leave', '--keys', join(folder, 'bor-root')]
  expect((await by('bor', ...leave, ...english)).err).toContain('--yes')
  expect((await by('bor', ...leave, '--yes', ...english)).out).toMatch(/^act--|bor/u)
  await federation.pass(arrived)
  expect((await by('alt', 'charter', 'list', '--plain', ...english)).out).toMatch(/\tparty\.leave\tadopted\t$/mu)
})

test('C2 a closed agreement is drawn up, countersigned and seen by its participants alone, from the command line', async () => {
  await using at = await scene()
  const { by, signs, file } = await desks(at)
  const entry = { openTo: ['alt', 'bor'], entry: { conditions: [{ count: 2 }], delay: {} }, later: {} }
  const { machine, ...text } = skies({}, { ...entry, denunciation: { notice: {} } })
  const closed = {
    ...text,
    participants: ['alt', 'bor'],
    machine: { ...machine, name: 'quiet-sky', ceiling: 'secret' },
  }
  const act = actOf(await by('alt', 'agreement', 'close', await file('quiet.json', JSON.stringify(closed)), '--json'))
  await at.federation.pass(arrived)
  expect((await by('bor', 'agreement', 'closed', '--plain', ...english)).out).toMatch(
    /\tquiet-sky\topen\talt, bor\t\t$/mu,
  )
  for (const party of ['alt', 'bor'])
    expect((await signs(party, ['agreement', 'countersign'], 'quiet-sky')).exit).toBe(0)
  await at.federation.pass(arrived)
  const listed = JSON.parse((await by('bor', 'agreement', 'closed', '--json')).out) as { readonly items: object[] }
  expect(listed.items).toMatchObject([{ act, name: 'quiet-sky', state: 'adopted', signed: ['alt', 'bor'] }])
  expect((await by('bor', 'agreement', 'closed', act, ...english)).out).toContain('"quiet-sky"')
  for (const language of ['en', 'ru', 'zh']) {
    expect((await by('alt', 'agreement', 'closed', '--lang', language)).out).not.toContain('cli.')
  }
  expect(JSON.parse((await by('cas', 'agreement', 'closed', '--json')).out)).toEqual({ items: [] })
  expect((await by('cas', 'agreement', 'closed', act)).exit).toBe(4)
  expect((await signs('cas', ['agreement', 'countersign'], act)).exit).toBe(4)
})

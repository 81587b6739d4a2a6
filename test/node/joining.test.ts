import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#platform/clock/system-time.ts'
import { skies } from '../suites/open-skies.ts'
import { freePort, until } from './command.ts'
import type { Fill, Said } from './desk.ts'
import { Houses } from './houses.ts'
import { gone, madeAnew, recovered } from './lost.ts'

let houses: Houses

beforeAll(async () => {
  houses = await Houses.open()
})

afterAll(() => houses[Symbol.asyncDispose]())

const folderOf = (party: string): readonly Fill[] => [
  ['FOLDER', `media-${party}/keys`],
  ['--key-file F', `--key-file media-${party}/unlock.key`],
]

test('init: a state joins by an invitation whose words were compared, and its node comes up once it is admitted', async () => {
  const alt = await houses.made(`init --party alt --dir alt --coalition steppe --port ${await freePort()}`)
  const desk = await houses.up('alt', alt)
  await houses.made(`charter invite --for bor --out bor.tamga-invitation ${desk}`)
  const joining = `init --party bor --dir bor --join bor.tamga-invitation --port ${await freePort()}`
  expect(await houses.run(joining)).toMatchObject({ code: 2, err: expect.stringContaining('by voice') })
  expect(await houses.run(`${joining} --words lusab-babad`)).toMatchObject({
    code: 5,
    err: expect.stringContaining('not the words'),
  })
  expect(await houses.run(`${joining.replace('--party bor', '--party cas')} --words ${alt['words']}`)).toMatchObject({
    code: 3,
  })
  const bor = await houses.made(`${joining} --words ${alt['words']}`)
  expect(bor).toMatchObject({ kind: 'requested', by: 'alt', coalition: 'steppe', words: alt['words'] })

  const admit = `charter admit ${bor['requestFile']} --standing member ${desk}`
  expect(await houses.run(`${admit} --words ${alt['words']}`)).toMatchObject({ code: 5 })
  const { act } = await houses.made(`${admit} --words ${bor['requestWords']}`)
  const coming = houses.up('bor', bor)
  const signed = await houses.run(`charter sign ${act} --keys alt/keys --key-file alt/unlock.key ${desk}`)
  expect(signed.err).toContain(bor['requestWords'])
  const theirs = await coming
  const place = async () =>
    JSON.parse((await houses.run(`charter list --json ${theirs}`)).out) as { readonly lane: readonly unknown[] }
  expect((await place()).lane).toMatchObject([
    { number: 1, outcome: 'adopted', change: { type: 'party.admit' } },
    { number: 0 },
  ])
  const links = await until(
    () => houses.made(`peer list ${desk}`),
    ({ items }) => JSON.stringify(items).includes('"open"'),
  )
  expect(links['items']).toMatchObject([{ party: 'bor', state: 'open' }])
}, 240_000)

/** In force between both at once, when both have ratified. */
const between = { participants: ['alt', 'bor'] }
const terms = { openTo: ['alt', 'bor'], entry: { conditions: [{ count: 2 }], delay: {} }, later: {} }

test('joining: a newcomer looks round, an agreement is drawn up, signed and in force between both, and shares go, line by line as the pages say', async () => {
  const sky = skies(between, terms)
  for (const [name, content] of [
    ['note.txt', 'a note over the wire'],
    ['text.json', JSON.stringify(sky.text)],
    ['open-skies.json', JSON.stringify(sky)],
  ] as const)
    await writeFile(join(houses.home, name), content)
  for (const party of ['alt', 'bor']) {
    await houses.medium(party)
    await houses.login(party, 'admin')
    const add = 'user add liaison --role liaison --clearance restricted --token-out liaison.token'
    await houses.typed(`${party}/admin`, add, [['liaison.token', `${party}/liaison.token`]])
    await houses.login(party, 'liaison', 'treaty')
  }
  await houses.typed('alt/treaty', 'agreement draft open-skies text.json --to bor,cas', [['bor,cas', 'bor']])
  const reserve = 'agreement position open-skies reserve --article 3 --paragraph 2 --ground parliamentary'
  await houses.typed('bor/treaty', reserve, [['--article 3 --paragraph 2', '--article 1 --paragraph 1']])
  expect(await houses.typed('bor/treaty', 'agreement positions open-skies')).toMatchObject({
    paragraphs: [{ article: '1', positions: { bor: { kind: 'reserve' } } }, {}],
  })
  const adopt = 'charter propose open-skies.json --reason "Adopted at the third session"'
  const { act } = await houses.typed('alt/treaty', adopt)
  const sign = 'charter sign act--3f2a9c1b… --keys FOLDER --key-file F'
  for (const party of ['alt', 'bor'])
    await houses.typed(`${party}/treaty`, sign, [['act--3f2a9c1b…', String(act)], ...folderOf(party)])
  for (const line of ['agreement sign open-skies', 'agreement ratify open-skies'])
    for (const party of ['alt', 'bor']) await houses.typed(`${party}/treaty`, line)
  await houses.typed('bor/liaison', 'preview --to alt --level restricted --category drones')
  await houses.share('bor', 'alt')
  await houses.share('alt', 'bor')
}, 240_000)

test('keys: the root is taken away and the others are changed as the page says, while shares go both ways over TLS: nothing is lost', async () => {
  const founded = await houses.newKeys('bor/admin')
  await houses.typed('bor/admin', 'key rotate root R')
  const rooted = await houses.newKeys('bor/admin', ['root'], founded)
  const sent: { readonly from: string; readonly to: string; readonly act: string }[] = []
  const flowing = { 'alt bor': true, 'bor alt': true }
  const flow = async (from: 'alt' | 'bor', to: 'alt' | 'bor', way: keyof typeof flowing) => {
    while (flowing[way]) sent.push({ from, to, act: await houses.share(from, to, [[' --wait admitted', '']]) })
  }
  const [there, back] = [flow('alt', 'bor', 'alt bor'), flow('bor', 'alt', 'bor alt')]
  const goOn = async (more: number) => {
    const count = sent.length + more
    expect(
      await until(
        async () => sent.length,
        (now) => now >= count,
      ),
    ).toBeGreaterThanOrEqual(count)
  }
  await goOn(2)
  await houses.typed('bor/admin', 'key rotate seal,link R')
  const changed = await houses.newKeys('bor/admin', ['seal', 'link'], rooted)
  await goOn(4)
  flowing['bor alt'] = false
  await back
  await houses.stop('bor')
  await goOn(1)
  await houses.start('bor')
  expect(await houses.desk('bor').run('key list bor --context admin')).toMatchObject({ code: 5 })
  houses.shown.set('bor', changed.find(({ role }) => role === 'link')?.ids[0] ?? '')
  await houses.login('bor', 'admin', 'liaison', 'treaty')
  flowing['alt bor'] = false
  await there
  await houses.share('bor', 'alt')
  for (const { from, to, act } of sent)
    expect(await houses.shownAct(from, act, isAdmitted(to))).toMatchObject({ parties: { [to]: { state: 'admitted' } } })
  for (const party of ['alt', 'bor'])
    expect(await houses.typed(`${party}/admin`, 'verify --all')).toMatchObject({ ok: true })
}, 240_000)

const isAdmitted =
  (to: string) =>
  ({ parties }: Said) =>
    (parties as Readonly<Record<string, { readonly state: string }>>)[to]?.state === 'admitted'

test('keys: what a thief signed before the seal was frozen is marked on both nodes, and what was said before him stands, as the page says', async () => {
  const own = await houses.share('bor', 'alt')
  const seen = await houses.shownAct('bor', own, ({ state }) => state === 'witnessed')
  expect(seen).toMatchObject({ state: 'witnessed' })
  const before = systemClock.now()
  const stolen = await houses.share('bor', 'alt')
  await houses.typed('bor/admin', 'key freeze --reason "laptop stolen" --yes')
  const keys = await houses.newKeys('alt/treaty')
  await houses.typed('bor/admin', 'key rotate root R')
  await houses.newKeys('alt/treaty', ['root'], keys)
  await houses.typed('bor/admin', 'key rotate all R')
  await houses.newKeys('alt/treaty', ['seal', 'box', 'link', 'journal', 'witness', 'exercise'], keys)
  await houses.typed('bor/admin', 'key trusted --before "2026-11-22 02:00Z" R', [['2026-11-22 02:00Z', before]])
  for (const party of ['bor', 'alt'])
    expect([
      party,
      await until(
        () => houses.untrusted(party),
        (acts) => acts.length > 0,
      ),
    ]).toEqual([party, [stolen]])
  await houses.share('bor', 'alt')
  await houses.share('alt', 'bor')
}, 240_000)

test('lost: a node whose disk and database are gone is made anew from its keys and the charter, as the page says, and gets back what the other has of it', async () => {
  await houses.medium('bor', 'copy-bor')
  const own = await houses.share('bor', 'alt')
  const theirs = await houses.share('alt', 'bor')
  await madeAnew(houses, await gone(houses, 'bor'), 'copy-bor')
  await houses.start('bor')
  await recovered(houses)
  for (const act of [own, theirs]) expect(await houses.shownAct('bor', act, () => true)).toMatchObject({ act })
  await houses.share('bor', 'alt')
  await houses.share('alt', 'bor')
}, 240_000)

const hourMs = 3_600_000

test('keys: a root in strange hands is said to be so, replaced by the others after 72 hours and confirmed, as the page says, and shares go again', async () => {
  const before = systemClock.now()
  const compromised = 'key compromised NAME --before "2026-11-22 02:00Z" R --yes'
  const add = 'user add treaty --role treaty --clearance restricted --token-out treaty.token'
  await houses.typed('alt/admin', add, [
    ['treaty.token', 'alt/sworn.token'],
    ['add treaty', 'add sworn'],
    ['restricted', 'secret'],
  ])
  await houses.login('alt', 'sworn')
  await houses.typed('alt/sworn', compromised, [['2026-11-22 02:00Z', before]])
  await houses.medium('bor')
  const { words } = await houses.typed('bor/admin', 'key draw root --party NAME R --out new-keys.json')
  await houses.typed('alt/treaty', 'key replace-root new-keys.json R --yes', [], ['--words', String(words)])
  await houses.entered('alt/treaty', 'keys.replace-root')
  const keys = await houses.newKeys('alt/treaty')
  await houses.later(['alt', 'bor'], 73 * hourMs)
  await shows('bor')
  await writeFile(join(houses.home, 'resume.json'), JSON.stringify({ type: 'party.resume', party: 'bor' }))
  const { act } = await houses.typed('alt/treaty', 'charter propose resume.json')
  await houses.typed('alt/treaty', 'charter sign act--… R', [['act--…', String(act)]])
  const others = await houses.newKeys('bor/admin', ['root'], keys)
  await houses.typed('bor/admin', 'key confirm R')
  await houses.typed('bor/admin', 'key rotate all R')
  await houses.newKeys('bor/admin', ['seal', 'box', 'link', 'journal', 'witness', 'exercise'], others)
  await houses.share('bor', 'alt')
  await houses.share('alt', 'bor')
}, 240_000)

/** A node that has started anew shows the newest of its keys. */
async function shows(party: string): Promise<void> {
  const newest = (await houses.newKeys('alt/treaty')).find(({ role }) => role === 'link')
  houses.shown.set(party, newest?.ids[0] ?? '')
  await houses.login(party, 'admin', 'liaison', 'treaty')
}

test('leaving: a state leaves on a day to come with all it has, and comes back with new keys, as the page says', async () => {
  await houses.typed(
    'bor/treaty',
    'charter leave --from 2027-12-31 --keys /media/root/keys --key-file /media/root/unlock.key',
    [],
    ['--yes'],
  )
  await houses.entered('bor/treaty', 'party.leave')
  await houses.typed('bor/treaty', 'peer list')
  await houses.share('bor', 'alt')
  await houses.typed('bor/admin', 'export --all --out uzb.tamga-export')
  const key: Fill = ['backup.key', 'bor/backup.key']
  for (const line of [
    'verify uzb.tamga-export --key-file backup.key',
    'export open uzb.tamga-export --key-file backup.key --into uzb.tar',
    'verify uzb.tar',
  ])
    await houses.typed('bor/admin', line, [key])
  for (const party of ['alt', 'bor']) await houses.stop(party)
  await houses.later(['alt', 'bor'], 410 * 24 * hourMs)
  await shows('bor')
  const preview = 'preview --to alt --level restricted --category drones'
  expect(await houses.desk('bor').type(preview, [], ['--context', 'liaison'])).toMatchObject({ code: 3 })
  const back = 'charter return --keys /media/root/keys --key-file /media/root/unlock.key --out uzb.tamga-request'
  const keys = await houses.newKeys('alt/treaty')
  const { words } = await houses.typed('bor/admin', back)
  const admit = 'charter admit uzb.tamga-request --standing member'
  const { act } = await houses.typed('alt/treaty', admit, [], ['--words', String(words)])
  const sign = 'charter sign act--63f6f007 --keys /media/root/keys --key-file /media/root/unlock.key'
  await houses.typed('alt/treaty', sign, [['act--63f6f007', String(act)]])
  // At its start it asks at once how the charter went on.
  await houses.stop('bor')
  await houses.later(['bor'], 410 * 24 * hourMs)
  await houses.newKeys('alt/treaty', ['root', 'seal', 'link'], keys)
  await houses.share('bor', 'alt')
  await houses.share('alt', 'bor')
}, 240_000)

test('lost: a state that has lost its keys too gets new ones by the others, and its node is made anew with them, as the page says', async () => {
  await houses.later(['alt'], 411 * 24 * hourMs)
  const port = await gone(houses, 'bor')
  await mkdir(join(houses.home, 'new-bor'), { mode: 0o700 })
  await writeFile(join(houses.home, 'new-bor/unlock.key'), 'drawn for the new keys alone\n', { mode: 0o600 })
  const own: readonly Fill[] = [
    ['/media/new', 'new-bor'],
    ['new-keys.json', 'all-keys.json'],
  ]
  const draw = 'key draw all --party NAME --keys /media/new/keys --key-file /media/new/unlock.key --out new-keys.json'
  const { words } = await houses.typed('bor/admin', draw, own)
  await houses.typed('alt/treaty', 'key replace-root new-keys.json R --yes', own, ['--words', String(words)])
  await houses.entered('alt/treaty', 'keys.replace-root')
  const keys = await houses.newKeys('alt/treaty')
  await houses.later(['alt'], 415 * 24 * hourMs)
  await houses.typed('alt/admin', 'key rotate seal,box --keys /media/root/keys --key-file /media/root/unlock.key')
  await houses.newKeys('alt/treaty', ['root', 'seal', 'link'], keys)
  await madeAnew(houses, port, 'new-bor')
  await houses.later(['bor'], 415 * 24 * hourMs)
  await recovered(houses)
  await houses.typed('bor/admin', 'key confirm R', [[' R', ' --keys new-bor/keys --key-file new-bor/unlock.key']])
  await houses.share('bor', 'alt')
  await houses.share('alt', 'bor')
}, 240_000)

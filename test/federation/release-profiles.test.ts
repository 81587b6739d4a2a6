import { expect, test } from 'vitest'
import { z } from 'zod'
import { addAccount, arrived, scene } from './scene.ts'
import { ask, heron, namesIn, root, viper, type TaxiiAnswer } from './taxii-client.ts'
import { activeProfile, added, envelope, profileWish, send, Made } from './taxii-posting.ts'

const path = '/api/v1/profiles'

/** Everything of an answer but the number by which it is found in the log. */
const told = ({ status, json: { error_id: _, ...rest } }: TaxiiAnswer) => ({ status, rest })

test('R1 a profile can be posted to once an administrator and the officer of its desk have both activated the revision they saw', async () => {
  await using at = await scene()
  const made = await at.alt.ask('admin', 'POST', path, profileWish)
  const { collection, revision } = Made.parse(made.json)
  expect(collection).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u)
  const post = async () => (await send(at.alt, `${root}/${collection}/objects/`, { body: envelope(viper) })).status
  const say = async (account: string, verb = 'activate', body: object = { revision }) =>
    (await at.alt.ask(account, 'POST', `${path}/feed/${verb}`, body)).status
  expect(await post()).toBe(404)
  expect(await say('admin')).toBe(200)
  expect(await post()).toBe(404)
  expect(await say('liaison2')).toBe(403)
  expect(await say('analyst')).toBe(403)
  expect(await say('liaison', 'activate', { revision: revision + 1 })).toBe(409)
  expect(await say('liaison')).toBe(200)
  expect(await post()).toBe(202)
  const put = (wish: object) => at.alt.ask('admin', 'PUT', `${path}/feed`, { ...content(), ...wish })
  const changed = await put({ to: ['bor', 'cas'], revision })
  expect(changed.json).toMatchObject({ revision: 2, active: false, activatedBy: {}, collection })
  const over = await put({ title: 'By another', revision })
  expect([over.status, over.json]).toMatchObject([409, { code: 'profile-changed' }])
  expect(await post()).toBe(404)
  expect(await say('liaison')).toBe(409)
  for (const account of ['liaison', 'admin']) expect(await say(account, 'activate', { revision: 2 })).toBe(200)
  expect(await post()).toBe(202)
  expect(await say('liaison2', 'deactivate', {})).toBe(200)
  expect(await post()).toBe(404)
})

function content(): object {
  const { name: _, ...wish } = profileWish
  return wish
}

test('SG-18 a profile without an impact assessment, or its public summary, is activated by nobody', async () => {
  await using at = await scene()
  const { assessment: _, ...unassessed } = profileWish
  const { summary: __, ...untold } = { ...profileWish, name: 'untold' }
  for (const wish of [unassessed, untold]) {
    expect((await at.alt.ask('admin', 'POST', path, wish)).status).toBe(201)
    for (const account of ['admin', 'liaison']) {
      const answer = await at.alt.ask(account, 'POST', `${path}/${wish.name}/activate`, { revision: 1 })
      expect([answer.status, answer.json]).toMatchObject([422, { code: 'assessment-missing' }])
    }
  }
})

test('SG-18 what was assessed is kept in each version that was in force, and its summary is everybody’s to read', async () => {
  await using at = await scene()
  const told = async () => {
    const response = await at.alt.node!.fetch(new Request('http://node/public/assessments'))
    return z.object({ items: z.array(z.looseObject({})) }).parse(await response.json()).items
  }
  await at.alt.ask('admin', 'POST', path, profileWish)
  await at.alt.ask('admin', 'POST', `${path}/feed/activate`, { revision: 1 })
  expect(await told()).toEqual([])
  await at.alt.ask('liaison', 'POST', `${path}/feed/activate`, { revision: 1 })
  const first = { name: 'feed', revision: 1, at: expect.any(String), summary: profileWish.summary, live: true }
  expect(await told()).toEqual([first])
  await at.federation.pass(1000)
  const { name: _, ...wish } = { ...profileWish, assessment: 'Assessed anew', summary: 'As before' }
  await at.alt.ask('admin', 'PUT', `${path}/feed`, wish)
  expect(await told()).toEqual([{ ...first, live: false }])
  for (const account of ['admin', 'liaison'])
    await at.alt.ask(account, 'POST', `${path}/feed/activate`, { revision: 2 })
  const second = { ...first, revision: 2, summary: 'As before' }
  expect(await told()).toEqual([second, { ...first, live: false }])
  await at.alt.ask('admin', 'DELETE', `${path}/feed`)
  expect(await told()).toEqual([
    { ...second, live: false },
    { ...first, live: false },
  ])
  const { json } = await at.alt.ask('liaison', 'GET', `${path}/feed/assessments`)
  expect(json.items).toMatchObject([{ assessment: 'Assessed anew' }, { assessment: profileWish.assessment }])
  expect((await at.alt.ask('analyst', 'GET', `${path}/feed/assessments`)).status).toBe(403)
})

test('R6 what waits under a profile that sends elsewhere by now is approved by nobody; once rejected it may be posted again', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { level: 'confidential' })
  const posted = await added(at.alt, collection, viper)
  const waiting = async () => (await at.alt.ask('liaison2', 'GET', '/api/v1/drafts')).json.items[0]?.draft
  const draft = await waiting()
  const { name: _, ...wish } = { ...profileWish, level: 'restricted' }
  const changeTo = async (to: object, revision: number) => {
    expect((await at.alt.ask('admin', 'PUT', `${path}/feed`, { ...wish, ...to })).status).toBe(200)
    for (const account of ['admin', 'liaison'])
      expect((await at.alt.ask(account, 'POST', `${path}/feed/activate`, { revision })).status).toBe(200)
  }
  const approve = () => at.alt.ask('liaison2', 'POST', `/api/v1/drafts/${draft}/approve`)
  for (const [at_, to] of [{ to: ['bor', 'cas'] }, { category: 'drones', level: 'confidential' }].entries()) {
    await changeTo(to, at_ + 2)
    const approved = await approve()
    expect([approved.status, approved.json]).toMatchObject([409, { code: 'draft-outdated', params: { draft } }])
  }
  // Words and accounts are no part of where it goes: it is approved as it was posted.
  await changeTo({ level: 'confidential', title: 'Renamed' }, 4)
  expect(await waiting()).toBe(draft)
  await changeTo({ category: 'drones' }, 5)
  expect((await at.alt.ask('liaison2', 'DELETE', `/api/v1/drafts/${draft}`)).status).toBe(204)
  expect((await ask(at.alt, `/taxii2/api/status/${posted.id}/`)).json).toMatchObject({ failure_count: 1 })
  expect(await added(at.alt, collection, viper)).toMatchObject({ success_count: 1 })
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.bor, `${root}/category-drones/objects/`))).toEqual(['Sand Viper'])
})

test('R2 the gate is asked of a profile, and of everything that is posted to it', async () => {
  await using at = await scene()
  for (const [wish, code] of [
    [{ level: 'secret' }, 'level-above-ceiling'],
    [{ to: ['cas'], level: 'confidential' }, 'level-above-ceiling'],
    [{ category: 'nothing' }, 'category-unknown'],
    [{ to: ['alt'] }, 'addressed-to-self'],
    [{ to: ['dor'] }, 'recipient-unknown'],
    [{ purpose: 'p' }, 'purpose-unknown'],
  ] as const) {
    const answer = await at.alt.ask('admin', 'POST', path, { ...profileWish, ...wish })
    expect([code, answer.json]).toMatchObject([code, { code }])
  }
  expect((await at.alt.ask('admin', 'POST', path, { ...profileWish, name: 'other' })).status).toBe(201)
  expect((await at.alt.ask('admin', 'POST', path, { ...profileWish, name: 'other' })).json).toMatchObject({
    code: 'profile-exists',
  })
})

test('R3 only the administrator makes, changes and withdraws profiles; a tool sees nothing of them but its collections', async () => {
  await using at = await scene()
  await activeProfile(at.alt)
  for (const account of ['liaison', 'analyst', 'taxii', 'oversight', 'duty']) {
    const refused = [
      await at.alt.ask(account, 'POST', path, { ...profileWish, name: 'mine' }),
      await at.alt.ask(account, 'PUT', `${path}/feed`, content()),
      await at.alt.ask(account, 'DELETE', `${path}/feed`),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403])
  }
  expect((await at.alt.ask('taxii', 'GET', path)).status).toBe(403)
  expect((await at.alt.ask('liaison', 'GET', path)).json.items).toMatchObject([{ name: 'feed', active: true }])
  expect((await at.alt.ask('admin', 'DELETE', `${path}/feed`)).status).toBe(204)
  expect((await at.alt.ask('admin', 'DELETE', `${path}/feed`)).status).toBe(404)
})

test('TAXII 5.1 and 5.5: to whoever may not post to it a profile is not there: by clearance, category, account or role', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { accounts: ['taxii', 'low', 'other'] })
  await addAccount(at.alt, { name: 'low', role: 'taxii', clearance: 'open' })
  await addAccount(at.alt, { name: 'other', role: 'taxii', clearance: 'secret', categories: ['drones'] })
  await addAccount(at.alt, { name: 'unnamed', role: 'taxii', clearance: 'secret' })
  await added(at.alt, collection, viper)
  for (const account of ['low', 'other', 'unnamed']) {
    const listed = await send(at.alt, `${root}/`, { method: 'GET', account })
    expect(listed.text).not.toContain(collection)
    expect(listed.text).not.toContain('profile-')
    for (const name of [collection, 'profile-feed']) {
      for (const [method, rest] of [
        ['GET', ''],
        ['GET', 'objects/'],
        ['GET', 'manifest/'],
        ['GET', `objects/${viper.id}/`],
        ['DELETE', `objects/${viper.id}/`],
        ['POST', 'objects/'],
      ] as const) {
        const body = method === 'POST' ? { body: envelope(heron) } : {}
        const hidden = await send(at.alt, `${root}/${name}/${rest}`, { method, account, ...body })
        const none = await send(at.alt, `${root}/profile-none/${rest}`, { method, account, ...body })
        expect(told(hidden)).toEqual(told(none))
        expect(hidden.status).toBe(404)
      }
    }
  }
  expect(
    (await send(at.alt, `${root}/${collection}/objects/`, { account: 'liaison', body: envelope(heron) })).status,
  ).toBe(403)
  const anonymous = { body: envelope(heron), headers: { authorization: '' } }
  expect((await send(at.alt, `${root}/${collection}/objects/`, anonymous)).status).toBe(401)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Sand Viper'])
})

test('TAXII 5.2: the list says of each collection whether it can be written; nothing is added to another one', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const { json } = await ask(at.alt, `${root}/`)
  const list = json['collections'] as readonly {
    id: string
    alias: string
    title: string
    can_read: boolean
    can_write: boolean
  }[]
  expect(list.filter((one) => one.can_write)).toEqual([
    expect.objectContaining({ id: collection, alias: 'profile-feed', title: profileWish.title, can_read: true }),
  ])
  expect((await ask(at.alt, `${root}/profile-feed/`)).json).toEqual(list.at(-1))
  for (const { alias, can_write: canWrite } of list) {
    const { status } = await send(at.alt, `${root}/${alias}/objects/`, { body: envelope(viper) })
    expect([alias, status]).toEqual([alias, canWrite ? 202 : 403])
  }
})

test('R4 who has left answers for nothing more: neither new posts nor drafts under his profile go on', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { level: 'confidential' })
  await added(at.alt, collection, viper)
  const [draft] = (await at.alt.ask('liaison2', 'GET', '/api/v1/drafts')).json.items
  await at.alt.ask('admin', 'POST', '/api/v1/users/liaison/disable', {})
  expect((await send(at.alt, `${root}/${collection}/objects/`, { body: envelope(heron) })).status).toBe(404)
  const approved = await at.alt.ask('liaison2', 'POST', `/api/v1/drafts/${draft?.draft}/approve`)
  expect([approved.status, approved.json]).toMatchObject([409, { code: 'officer-gone' }])
  await at.federation.pass(arrived)
  expect((await ask(at.bor, `${root}/all/objects/`)).text).toBe('{}')
})

test('R5 a profile that is stopped while a POST comes in shares nothing of it', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  let stopped = false
  at.alt.failpoint = async (name) => {
    if (name !== 'upload:sealed' || stopped) return
    stopped = true
    await at.alt.ask('liaison2', 'POST', `${path}/feed/deactivate`, {})
  }
  const answer = await send(at.alt, `${root}/${collection}/objects/`, { body: envelope(viper) })
  expect([stopped, answer.status]).toEqual([true, 404])
  expect((await at.alt.ask('liaison', 'GET', '/api/v1/acts')).json.items).toEqual([])
})

test('TAXII 4.3: a status is its account’s own, and is gone two days after its end, but not before', async () => {
  await using at = await scene()
  await addAccount(at.alt, { name: 'second', role: 'taxii', clearance: 'secret' })
  const { collection } = await activeProfile(at.alt, { level: 'confidential' })
  const { id } = await added(at.alt, collection, viper)
  const status = async (account: string, name = id) =>
    (await send(at.alt, `/taxii2/api/status/${name}/`, { method: 'GET', account })).status
  expect(await status('taxii')).toBe(200)
  for (const name of ['x', '00000000-0000-4000-8000-000000000000', '%00']) expect(await status('taxii', name)).toBe(404)
  expect(await status('second')).toBe(404)
  const day = 24 * 3_600_000
  at.alt.skewMs = 5 * day
  expect(await status('taxii')).toBe(200)
  const [draft] = (await at.alt.ask('liaison2', 'GET', '/api/v1/drafts')).json.items
  await at.alt.ask('liaison2', 'POST', `/api/v1/drafts/${draft?.draft}/approve`)
  at.alt.skewMs = 6 * day + 3_600_000
  expect(await status('taxii')).toBe(200)
  at.alt.skewMs = 7 * day + 3_600_000
  expect(await status('taxii')).toBe(404)
})

test('SG-01 accounts and addresses go out with their evidence alone, shared before or not', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const address = {
    type: 'email-addr',
    spec_version: '2.1',
    id: 'email-addr--2d77a846-6264-5d51-b586-e43822ea1ea3',
    value: 'john@example.com',
  }
  const alone = await added(at.alt, collection, address, heron)
  expect(alone).toMatchObject({ successes: [{ id: heron.id }], failures: [{ id: address.id }] })
  const evidence = {
    type: 'observed-data',
    spec_version: '2.1',
    id: 'observed-data--31b940d4-6f7f-459a-80ea-000000000009',
    created: viper.created,
    modified: viper.modified,
    first_observed: viper.created,
    last_observed: viper.created,
    number_observed: 1,
    object_refs: [address.id],
  }
  expect(await added(at.alt, collection, evidence)).toMatchObject({ success_count: 1 })
  expect(await added(at.alt, collection, evidence, address)).toMatchObject({ success_count: 2, failure_count: 0 })
  await at.federation.pass(arrived)
  const types = (await ask(at.bor, `${root}/all/objects/?match[type]=email-addr`)).json.objects ?? []
  expect(types.map(({ id }) => id)).toEqual([address.id])
  const gone = await send(at.alt, `${root}/${collection}/objects/${evidence.id}/`, { method: 'DELETE' })
  expect(gone.status).toBe(200)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Grey Heron'])
})

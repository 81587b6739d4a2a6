import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import { keep, remove, update, type Change } from '#platform/db/table.ts'
import type { Api } from '#platform/http/api.ts'
import { reply } from '#platform/http/declaration.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { previewOf } from '../sharing.ts'
import * as declared from './declarations.ts'
import { contentOf, isActive, profileView, refuseOfficer, releasable, type Profile } from './profile.ts'
import { allProfiles } from './read.ts'
import { assessments, profiles } from './tables.ts'

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')
/** Assessments of one answer. */
const mostShown = 1000
const inactive = { active_by_admin: null, active_by_officer: null }

export function profileRoutes(api: Api, house: House): void {
  const { store } = house
  api.route(declared.listProfiles, async () => ({ items: (await allProfiles(store)).map(profileView) }))
  api.route(declared.makeProfile, async ({ body }) => {
    const { name, ...wish } = body
    const own = { name, collection: uuid4(house.random), revision: 1, at: house.clock.now() }
    const row = { ...own, ...contentOf(wish), ...inactive }
    const no = refusedByGate(house, row)
    if (no !== undefined) return no
    const [made] = await store.transaction((tx) => tx.apply([keep(profiles, row)]))
    return made === 1
      ? reply(201, profileView(row))
      : refuse('profile-exists', 'interfaces: release profiles', { name })
  })
  api.route(declared.changeProfile, async ({ params: { name }, body }) => {
    const before = await store.find(profiles, { name })
    if (before === undefined) return notFound()
    if (body.revision !== undefined && body.revision !== before.revision) return changed(name)
    const content = { ...contentOf(body), ...inactive, revision: before.revision + 1, at: house.clock.now() }
    return refusedByGate(house, { ...before, ...content }) ?? written(house, before, content)
  })
  api.route(declared.activateProfile, async ({ reader, params: { name }, body }) => {
    const before = await store.find(profiles, { name })
    if (before === undefined) return notFound()
    if (before.revision !== body.revision) return changed(name)
    const by = activation(before, reader)
    return isRefusal(by) ? by : (refusedByGate(house, before) ?? written(house, before, by))
  })
  api.route(declared.profileAssessments, async ({ params: { name } }) => {
    const found = await store.select(assessments, { where: { name }, order: ['-at', '-revision'], limit: mostShown })
    return { items: found.map(({ revision, at, summary, assessment }) => ({ revision, at, summary, assessment })) }
  })
  api.route(declared.publicAssessments, async () => {
    const live = new Map((await allProfiles(store)).filter(isActive).map((one) => [one.collection, one.revision]))
    const found = await store.select(assessments, { order: ['-at', '-revision'], limit: mostShown })
    const items = found.map(({ collection, name, revision, at, summary }) => {
      return { name, revision, at, summary, live: live.get(collection) === revision }
    })
    return { items }
  })
  api.route(declared.deactivateProfile, async ({ params: { name } }) => {
    const before = await store.find(profiles, { name })
    if (before === undefined) return notFound()
    const [touched] = await store.transaction((tx) => tx.apply([update(profiles, { name }, inactive)]))
    return touched === 1 ? profileView({ ...before, ...inactive }) : notFound()
  })
  api.route(declared.withdrawProfile, async ({ params: { name } }) => {
    const [gone] = await store.transaction((tx) => tx.apply([remove(profiles, { name })]))
    return gone === 1 ? undefined : notFound()
  })
}

/** What this person says of it by activating it. */
function activation(profile: Profile, reader: Reader): Partial<Profile> | Refusal {
  if (profile.assessment === null || profile.summary === null) {
    return refuse('assessment-missing', 'SG-18: impact assessment', { name: profile.name })
  }
  const { name, role } = reader.account
  if (role === 'admin') return { active_by_admin: name }
  return refuseOfficer(profile, reader) ?? { active_by_officer: name }
}

/** Into the very revision that was seen, and into no other. */
async function written(house: House, { name, collection, revision }: Profile, set: Partial<Profile>) {
  const seen = { name, collection, revision }
  const after = await house.store.transaction(async (tx) => {
    const [touched] = await tx.apply([update(profiles, seen, set)])
    const row = touched === 1 ? await tx.find(profiles, { name }) : undefined
    if (row !== undefined) await tx.apply(assessedIn(row, house.clock.now()))
    return row
  })
  return after === undefined ? changed(name) : profileView(after)
}

/** What was assessed is kept from the moment both have activated it on. */
function assessedIn(profile: Profile, at: Instant): readonly Change[] {
  const { collection, revision, name, assessment, summary } = profile
  if (!isActive(profile) || assessment === null || summary === null) return []
  return [keep(assessments, { collection, revision, name, assessment, summary, at })]
}

const changed = (name: string): Refusal => refuse('profile-changed', 'interfaces: release profiles', { name })

/** A profile of which the gate would let nothing through is refused in the gate's own words. */
function refusedByGate(house: House, profile: Profile): Refusal | undefined {
  const { recipients } = previewOf(house, releasable(profile, { at: house.clock.now(), words: house.charter() }))
  return recipients.map(({ decision }) => decision).find((decision) => isRefusal(decision))
}

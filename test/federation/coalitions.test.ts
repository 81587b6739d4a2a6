import { expect, test } from 'vitest'
import { shippedCoalitions } from '#charter/testing/demo-coalition.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation } from './federation.ts'

interface Matrix {
  readonly parties: readonly string[]
  readonly items: readonly {
    readonly recipient: string
    readonly answers: readonly {
      readonly categories: readonly [string]
      readonly highest?: { readonly level: string; readonly basis: string; readonly secondOfficer: boolean }
      readonly refusal?: { readonly code: string }
    }[]
  }[]
}

/**
 * Whoever the parties are: what the matrix says may go does go, under the agreement that it names, and the level above is refused. Nothing
 * here knows a coalition either.
 */
test.each(shippedCoalitions())('profiles: %s is founded, and a share goes as far as its matrix says', async (name) => {
  await using federation = await startFederation(name)
  const { charter } = federation.coalition
  const governing = [...charter.parties.values()].find(({ standings }) =>
    standings.some(
      ({ standing, until }) => until === undefined && charter.standings.get(standing)?.rights.has('govern'),
    ),
  )
  const author = federation.house(governing!.party)
  await federation.pass(3 * charter.cadenceMs)
  const asked = await author.ask('treaty', 'GET', `/api/v1/charter/matrix?author=${author.party}&limit=500`)
  const { items } = asked.json as unknown as Matrix
  const open = items.flatMap(({ recipient, answers }) =>
    answers.flatMap(({ categories: [category], highest }) =>
      highest?.secondOfficer === false ? [{ recipient, category, ...highest }] : [],
    ),
  )
  const [one] = open
  if (one === undefined) throw new Error(`${name}: nothing may go anywhere`)
  const levels = [...charter.levels.keys()]
  const wish = { to: [one.recipient], level: one.level, category: one.category }
  const above = { ...wish, level: levels[levels.indexOf(one.level) + 1] }
  const file = bundle(malware({ name: 'Kite', mark: '1' }))
  expect((await author.ask('liaison', 'POST', '/api/v1/preview', above)).json).toMatchObject({
    recipients: [{ party: one.recipient, allowed: false }],
  })
  const { json } = await author.share({ ...wish, title: 'A kite' }, file)
  expect(json).toMatchObject({ state: 'recorded', recipients: [{ party: one.recipient, rule: one.basis }] })
  await federation.pass(3 * charter.cadenceMs + 3000)
  const shown = await author.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  expect(shown.json.parties[one.recipient]?.state).toBe('admitted')
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { addMs } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { systemClock } from '#platform/clock/system-time.ts'
import { DemoFederation, type DemoOptions } from '../../src/node/demo/federation.ts'
import type { SignIn } from '../../src/node/sign-in/sign-in.ts'
import { browserOfWorker } from './chromium.ts'
import { heldByWorker } from './environment.ts'

/** A demo and a browser before it. What the browser must never do is kept: requests elsewhere, reports of the policy, dialogs, errors. */
export interface Desk extends AsyncDisposable {
  readonly federation: DemoFederation
  url(party: string): string
  /** A browser of its own, with nothing kept; signed in if a name is given. */
  open(party: string, as?: string, options?: Opening): Promise<Page>
  /** Steps the clocks of all its houses; those of browsers go on. Only before the shared demo. */
  pass(ms: number): void
  /** What must not have happened, so far. */
  readonly wrong: readonly string[]
}

export interface Opening {
  readonly language?: string
  readonly palette?: string
  readonly path?: string
  /** Another address of the same node. */
  readonly at?: string
}

/** A demo of one's own. `oidc`: where its houses have an identity provider. `failpointOf`: what goes wrong in which house. */
export async function openDesk(oidc?: SignIn['oidc'], failpointOf?: DemoOptions['failpointOf']): Promise<Desk> {
  const stack = new AsyncDisposableStack()
  try {
    const federation = await demoIn(stack, { oidc, ...(failpointOf && { failpointOf }) })
    return deskBefore(federation, await browserOfWorker(), { stack, oidc })
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

let shared: Promise<DemoFederation> | undefined
let passedMs = 0
const steppedClock: Clock = { now: () => addMs(systemClock.now(), passedMs) }

/** Before the demo that all files of this process share which ask for it: what others shared is there too. */
export async function shareDesk(): Promise<Desk> {
  const federation = await (shared ??= demoIn(heldByWorker(), { clock: steppedClock }))
  return deskBefore(federation, await browserOfWorker(), { stack: new AsyncDisposableStack() })
}

async function demoIn(
  stack: AsyncDisposableStack,
  more: Pick<DemoOptions, 'oidc' | 'failpointOf' | 'clock'> = {},
): Promise<DemoFederation> {
  const dir = await mkdtemp(join(tmpdir(), 'tamga-browser-'))
  stack.defer(() => rm(dir, { recursive: true, force: true }))
  return stack.use(await DemoFederation.start({ dir, profile: 'demo', port: 0, ...more }))
}

function deskBefore(
  federation: DemoFederation,
  browser: Browser,
  { stack, oidc }: { readonly stack: AsyncDisposableStack; readonly oidc?: SignIn['oidc'] },
): Desk {
  const wrong: string[] = []
  const contexts = new Set<BrowserContext>()
  stack.defer(async () => void (await Promise.all([...contexts].map((context) => context.close()))))
  const url = (party: string): string =>
    [...federation.houses.values()].find((house) => house.party === party)?.url ?? ''
  const addresses = [...federation.houses.values()].map((house) => new URL(house.url))
  const provider = oidc === undefined ? undefined : new URL(oidc.issuer).host
  const own = addresses.flatMap(({ host, port }) => [host, `localhost:${port}`])
  const hosts = new Set(provider === undefined ? own : [...own, provider])
  return {
    federation,
    url,
    wrong,
    pass: (ms) => (passedMs += ms),
    open: (party, as, options = {}) =>
      openPage({ browser, contexts, wrong, hosts, provider, url: url(party) }, as, options),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

interface Before {
  readonly browser: Browser
  /** Everything opened, closed with the desk if not before. */
  readonly contexts: Set<BrowserContext>
  readonly wrong: string[]
  readonly hosts: ReadonlySet<string>
  /** Whose pages are not ours to judge; they get nothing from elsewhere either. */
  readonly provider: string | undefined
  readonly url: string
}

async function openPage(
  { browser, contexts, wrong, hosts, provider, url }: Before,
  as: string | undefined,
  opening: Opening,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Almaty',
  })
  contexts.add(context)
  await keepSettings(context, opening)
  if (provider !== undefined)
    await context.route(
      ({ host }) => !hosts.has(host),
      (route) => route.abort(),
    )
  const page = await context.newPage()
  page.on('request', (request) => {
    const { host, protocol } = new URL(request.url())
    const isOurs = protocol === 'data:' || hosts.has(host) || new URL(request.frame().url()).host === provider
    if (!isOurs) wrong.push(`asked elsewhere: ${request.url()}`)
  })
  page.on('dialog', (dialog) => void wrong.push(`dialog: ${dialog.message()}`))
  page.on('pageerror', (error) => void wrong.push(`error: ${error.message}`))
  page.on('console', (said) => {
    if (/content security policy|trusted/iu.test(said.text())) wrong.push(`policy: ${said.text()}`)
  })
  await page.goto(`${opening.at ?? url}${opening.path ?? '/'}`)
  if (as !== undefined) {
    await page
      .locator('.door-roles button', { has: page.locator('strong', { hasText: new RegExp(`^${as}$`, 'u') }) })
      .click()
    await page.locator('.screen').waitFor()
  }
  return page
}

function keepSettings(context: BrowserContext, { language = 'en', palette = 'day' }: Opening): Promise<unknown> {
  const kept = JSON.stringify({ language, palette })
  return context.addInitScript((text) => localStorage.setItem('tamga.settings', text), kept)
}

export async function authorizationOf(desk: Desk, party: string, account: string): Promise<string> {
  const house = [...desk.federation.houses.values()].find((one) => one.party === party)
  return `Bearer ${await readFile(join(house?.tokens ?? '', account), 'utf8')}`
}

/** Asks a party's node until what it answers is as wanted: what was shared has arrived and is found, before a page is opened on it. */
export async function untilSaid(
  desk: Desk,
  { party, account, path }: { readonly party: string; readonly account: string; readonly path: string },
  wanted: RegExp,
): Promise<void> {
  const authorization = await authorizationOf(desk, party, account)
  const answer = async () => (await fetch(`${desk.url(party)}${path}`, { headers: { authorization } })).text()
  await vi.waitFor(async () => expect(await answer()).toMatch(wanted), { timeout: 30_000, interval: 100 })
}

/** Shares a report of text, or a STIX bundle, from a party over its API. */
export async function shareFrom(
  desk: Desk,
  party: string,
  wish: Readonly<Record<string, unknown>>,
  text = 'Two unknown drones over the pass at dawn.',
): Promise<string> {
  const authorization = await authorizationOf(desk, party, 'liaison')
  const [name, mediaType] = text.startsWith('{') ? ['report.json', 'application/json'] : ['report.txt', 'text/plain']
  const headers = { authorization, 'content-type': mediaType }
  const brought = await fetch(`${desk.url(party)}/api/v1/uploads?name=${name}&mediaType=${mediaType}`, {
    method: 'POST',
    headers,
    body: text,
  })
  const { upload } = (await brought.json()) as { readonly upload: string }
  const body = JSON.stringify({ upload, category: 'drones', level: 'restricted', ...wish })
  const shared = await fetch(`${desk.url(party)}/api/v1/shares`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  })
  const { act } = (await shared.json()) as { readonly act: string }
  return act
}

/** Fills in the least of a new report, under the category of drones. */
export async function fill(
  page: Page,
  { title, level }: { readonly title: string; readonly level: string },
): Promise<void> {
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Level').selectOption(level)
  await page.getByLabel('Category').selectOption('drones')
}

import type { Browser, BrowserContext, JSHandle, Page } from 'playwright-core'
import { paintOf, slowPage } from '../../test/browser/paint.ts'
import { quantile } from '../statistics.ts'

/** What is typed, letter by letter: found often, seldom and not at all, in three scripts. */
const typed = ['drones', 'дроны над', '山口', 'case 4711', 'nothing'] as const

export interface TypingRun {
  readonly p50Ms: number
  readonly p99Ms: number
  /** From the key to the next frame in a field with nothing behind it. */
  readonly bareMs: number
  readonly keys: number
}

/** From each key until every row on the screen answers to what stands in the field. */
export async function runTyping(page: Page, rounds: number): Promise<TypingRun> {
  const field = page.getByRole('searchbox', { name: 'Title contains' })
  const took: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    // What was answered before is kept by the page.
    await page.goto(new URL('/reports', page.url()).href)
    await page.getByRole('row').nth(5).waitFor()
    await page.evaluate(() => performance.setResourceTimingBufferSize(5000))
    for (const text of typed) {
      await field.fill('')
      await shownIn(await watch(page, ''))
      await field.focus()
      const letters = Array.from(text)
      for (const [at, letter] of letters.entries()) {
        const watched = await watch(page, letters.slice(0, at + 1).join(''))
        await page.keyboard.insertText(letter)
        took.push(await shownIn(watched))
      }
    }
  }
  await field.fill('')
  const bare = await page.context().newPage()
  await bare.setContent('<input>')
  await bare.locator('input').focus()
  const frames: number[] = []
  for (let key = 0; key < 40; key += 1) {
    const watched = await watchFrame(bare)
    await bare.keyboard.insertText('a')
    frames.push(await shownIn(watched))
  }
  await bare.close()
  return { p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99), bareMs: quantile(frames, 0.5), keys: took.length }
}

interface Watched {
  /** Milliseconds from the next input. */
  readonly shown: Promise<number>
}

const shownIn = (watched: JSHandle<Watched>): Promise<number> => watched.evaluate(({ shown }) => shown)

/** Until the list shows what answers to `text`. */
const watch = (page: Page, text: string): Promise<JSHandle<Watched>> =>
  page.evaluateHandle(
    (wanted) => ({
      shown: new Promise<number>((resolve, reject) => {
        const asked = performance.now()
        let began = wanted === '' ? asked : Number.NaN
        const begin = ({ timeStamp }: Event): void => {
          if (Number.isNaN(began)) began = timeStamp
        }
        for (const kind of ['beforeinput', 'input'])
          document.addEventListener(kind, begin, { once: true, capture: true })
        const look = (): void => {
          const list = document.querySelector('.queue-body')
          const titles = [...document.querySelectorAll('.row-title bdi')].map(({ textContent }) =>
            textContent.toLowerCase(),
          )
          const hasCome = performance
            .getEntriesByType('resource')
            .some(({ name }) => (new URL(name).searchParams.get('title') ?? '') === wanted.trim())
          const isAnswered = list?.getAttribute('aria-busy') === 'false' && titles.every((one) => one.includes(wanted))
          if (began > 0 && hasCome && isAnswered) resolve(performance.now() - began)
          else if (performance.now() - asked > 10_000)
            reject(new Error(`${wanted} is not answered: ${titles.join('; ')}`))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    }),
    text,
  )

/** Until anything at all is drawn. */
const watchFrame = (page: Page): Promise<JSHandle<Watched>> =>
  page.evaluateHandle(() => ({
    shown: new Promise<number>((resolve) => {
      const begin = ({ timeStamp }: Event): void =>
        void requestAnimationFrame(() => resolve(performance.now() - timeStamp))
      document.addEventListener('beforeinput', begin, { once: true, capture: true })
    }),
  }))

export interface ScrollRun {
  readonly frames: number
  /** Frames that took more than 50 ms. */
  readonly late: number
  readonly p99Ms: number
  readonly rows: number
  readonly heapBytes: number
  readonly nodes: number
}

/** Turns the wheel over a list for a while, frame by frame. */
export async function runScroll(page: Page, scroller: string, turns: number): Promise<ScrollRun> {
  const box = await page.locator(scroller).boundingBox()
  await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 80)
  await page.evaluate(() => {
    const times: number[] = []
    let last = performance.now()
    const frame = (now: number): void => {
      times.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    Reflect.set(globalThis, 'frameTimes', times)
  })
  for (let turn = 0; turn < turns; turn += 1) await page.mouse.wheel(0, 300)
  const times = await page.evaluate(() => {
    const kept: unknown = Reflect.get(globalThis, 'frameTimes')
    return Array.isArray(kept) ? kept.map(Number) : []
  })
  const top = await page.locator(scroller).evaluate((list) => list.scrollTop)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  const frames = times.slice(2)
  return {
    frames: frames.length,
    late: frames.filter((ms) => ms > 50).length,
    p99Ms: quantile(frames, 0.99),
    rows: Math.floor(top / 56),
    heapBytes: metric('JSHeapUsedSize'),
    nodes: await page.evaluate(() => document.querySelectorAll('*').length),
  }
}

/** The same wheel over rows that are only text. */
export async function runBareScroll(context: BrowserContext, turns: number): Promise<ScrollRun> {
  const page = await context.newPage()
  const rows = Array.from({ length: 3000 }, (_, at) => `<p style="height:40px">Row ${at}</p>`).join('')
  await page.setContent(`<div id="list" style="height:600px;overflow:auto">${rows}</div>`)
  const run = await runScroll(page, '#list', turns)
  await page.close()
  return run
}

export interface PaintRun {
  readonly firstMs: number
  readonly largestMs: number
  /** Largest paint of a page of the same node that is text alone. */
  readonly bareMs: number
}

/** A signed-in browser that has nothing of the page yet, its processor slowed four times. */
export async function runPaint(
  browser: Browser,
  signedIn: BrowserContext,
  url: string,
  times: number,
): Promise<PaintRun> {
  const storageState = await signedIn.storageState()
  const paints: { readonly first: number; readonly largest: number; readonly bare: number }[] = []
  for (let time = 0; time < times; time += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', storageState })
    const page = await slowPage(context)
    await page.goto(`${url}/livez`)
    const bare = (await paintOf(page)).largest
    await page.goto(`${url}/reports`)
    await page.getByRole('row').nth(5).waitFor()
    paints.push({ ...(await paintOf(page)), bare })
    await context.close()
  }
  const middle = (values: readonly number[]): number => quantile(values, 0.5)
  return {
    firstMs: middle(paints.map(({ first }) => first)),
    largestMs: middle(paints.map(({ largest }) => largest)),
    bareMs: middle(paints.map(({ bare }) => bare)),
  }
}

import axe from 'axe-core'
import { mkdirSync } from 'node:fs'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Page } from 'playwright-core'

/** Where the tests keep pictures of what they saw. */
export const shots = new URL('../../.tamga/screens/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const level = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } }
const faintness = { runOnly: { type: 'rule', values: ['color-contrast-enhanced'] } }

/** What axe-core finds against WCAG 2.2 AA on the screen as it is now, a line each. */
export const violations = (page: Page): Promise<readonly string[]> => found(page, level)

/** Each text that stands out from its ground less than seven to one. */
export const faintTexts = (page: Page): Promise<readonly string[]> => found(page, faintness)

async function found(page: Page, options: object): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const judging = `axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'] })})
    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`
  return z.array(z.string()).parse(await page.evaluate(judging))
}

export interface Appearance {
  readonly language: string
  readonly palette: string
}

/** The three languages, and English from right to left, which shows what a right-to-left language will meet. */
export const byDay: readonly Appearance[] = ['en', 'ru', 'zh', 'rtl'].map((language) => ({ language, palette: 'day' }))

/** Changes a running page as another window of its device does: writes what the device keeps, and tells. */
export async function appear(page: Page, { language, palette }: Appearance): Promise<void> {
  await page.evaluate((kept) => {
    localStorage.setItem('tamga.settings', kept)
    dispatchEvent(new StorageEvent('storage', { key: 'tamga.settings' }))
  }, JSON.stringify({ language, palette }))
  const spoken = language === 'rtl' ? '[lang=en][dir=rtl]' : `[lang=${language}][dir=ltr]`
  await page.locator(`html${spoken}[data-palette=${palette}]`).waitFor({ state: 'attached' })
}

/** The screen as it stands, in each of these: axe-core has no finding, and a picture is kept. */
export async function judgedInEach(
  page: Page,
  appearances: readonly Appearance[],
  { name, fullPage = false }: { readonly name: string; readonly fullPage?: boolean },
): Promise<void> {
  for (const appearance of appearances) {
    const { language, palette } = appearance
    await appear(page, appearance)
    expect([name, language, palette, await violations(page)]).toEqual([name, language, palette, []])
    await page.screenshot({ path: `${shots}${name}-${language}-${palette}.png`, fullPage })
  }
}

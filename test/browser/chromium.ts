import { accessSync, constants } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { heldByWorker } from './environment.ts'

/** Debian's Chromium, which `.ci/run` installs. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const chromiumPath = places.find(isThere)
/** Stands in the name of a test that needs a browser, where there is none. */
export const noBrowser = 'no browser (apt-get install chromium)'

let opened: Promise<Browser> | undefined

/** One for all files of this process. */
export const browserOfWorker = (): Promise<Browser> => (opened ??= openHeld())

async function openHeld(): Promise<Browser> {
  const browser = await openBrowser()
  heldByWorker().defer(() => browser.close())
  return browser
}

/** Without the sandbox where root runs it, since Chromium refuses otherwise; the pages are our own. */
export function openBrowser(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: chromiumPath ?? '', args: [...args, '--disable-dev-shm-usage'] })
}

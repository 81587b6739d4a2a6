import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Desk } from '../desk.ts'
import { madeBundle } from './made-bundle.ts'

export interface Desks {
  readonly alt: Desk
  readonly bor: Desk
}

const noteName = 'filled.json'
const bundleObjects = 5000
const atOnce = 3
/** Of five shares one is of a category that the reader does not see, and two are bor's own. */
const categories = ['network-security', 'drones', 'terrorism', 'infrastructure', 'network-security'] as const
const pauseMs = 100

/** Shares between two states until `objects` of them are at both, readable, dated and searchable; goes on where the folder ends. */
export async function fill(dir: string, desks: Desks, objects: number): Promise<void> {
  const file = join(dir, noteName)
  let bundles = (await filledIn(dir)) / bundleObjects
  const wanted = Math.ceil(objects / bundleObjects)
  const began = performance.now()
  const from = bundles
  while (bundles < wanted) {
    const numbers = Array.from({ length: Math.min(atOnce, wanted - bundles) }, (_, at) => bundles + at)
    await Promise.all(numbers.map((number) => shareMade(desks, number)))
    bundles += numbers.length
    await writeFile(file, JSON.stringify({ bundles }))
    if (bundles % 30 === 0) process.stderr.write(`filled ${bundles * bundleObjects} of ${objects}\n`)
  }
  for (const desk of [desks.alt, desks.bor]) await untilFound(desk)
  const seconds = (performance.now() - began) / 1000
  if (bundles > from) process.stderr.write(`${(bundles - from) * bundleObjects} objects in ${seconds.toFixed(0)} s\n`)
}

/** How many objects a folder was filled with. */
export async function filledIn(dir: string): Promise<number> {
  const text = await readFile(join(dir, noteName), 'utf8').catch(() => '{"bundles":0}')
  return (JSON.parse(text) as { readonly bundles: number }).bundles * bundleObjects
}

async function shareMade({ alt, bor }: Desks, number: number): Promise<void> {
  const [author, addressee] = number % 5 < 3 ? [alt, bor] : [bor, alt]
  const { content } = madeBundle(number, bundleObjects, author.party)
  const { upload } = await author.post<{ readonly upload: string }>(`/api/v1/uploads?name=made-${number}.json`, content)
  const label = { level: 'restricted', category: categories[number % categories.length] }
  const wish = { upload, to: [addressee.party], title: `Made ${number}`, ...label }
  const { act } = await author.post<{ readonly act: string }>('/api/v1/shares', wish)
  for (;;) {
    const view = await addressee.get<{ readonly objects: { readonly count: number } }>(`/api/v1/acts/${act}`)
    if (view?.objects.count === bundleObjects) return
    await pause()
  }
}

async function untilFound(desk: Desk): Promise<void> {
  while ((await desk.get<{ readonly lag: number }>('/api/v1/search?q=the&limit=1'))?.lag !== 0) await pause()
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs))

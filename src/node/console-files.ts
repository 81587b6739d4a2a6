import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The console as its build left it: `console.html`, and under `assets/` what it names, each beside its Brotli form. */
export interface ConsoleFiles {
  /** The bytes of a file of the build, or `undefined`; nothing else on the disk can be named. */
  read(name: string, coding?: 'br'): Promise<ConsoleFile | undefined>
}

export interface ConsoleFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  readonly coding?: 'br'
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Where the build of this installation lies: `dist/console` beside `src`. */
const usualFolder = fileURLToPath(new URL('../../dist/console/', import.meta.url))

/** The files of a build as they are now; `undefined` where none was made. */
export async function openConsole(folder: string = usualFolder): Promise<ConsoleFiles | undefined> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const names = new Map(
    found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path.slice(folder.length), path]
      }),
  )
  if (!names.has('console.html')) return undefined
  return {
    async read(name, coding) {
      const mediaType = mediaTypes[extname(name)]
      const packed = coding === undefined ? undefined : names.get(`${name}.${coding}`)
      const path = packed ?? names.get(name)
      if (mediaType === undefined || path === undefined) return undefined
      const bytes = new Uint8Array(await readFile(path))
      return { bytes, mediaType, ...(packed === undefined ? {} : { coding: 'br' }) }
    },
  }
}

/** To be spread into a node's ports. */
export async function consoleHere(): Promise<{ readonly console?: ConsoleFiles }> {
  const files = await openConsole()
  return files === undefined ? {} : { console: files }
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The project's folder, with a slash at its end. */
export const top = fileURLToPath(new URL('../../', import.meta.url))

/** A file of the tree: `path` from the project's folder, forward slashes. */
export interface TreeFile {
  readonly path: string
  readonly text: string
}

/** Every file under a folder, in order of name; nothing where there is no such folder. */
export function filesUnder(folder: string): readonly string[] {
  if (!existsSync(top + folder)) return []
  return readdirSync(top + folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => !path.includes('/node_modules/') && statSync(top + path).isFile())
    .sort()
}

export function readTree(folder: string, ending: RegExp): readonly TreeFile[] {
  return filesUnder(folder)
    .filter((path) => ending.test(path))
    .map((path) => ({ path, text: readFileSync(top + path, 'utf8') }))
}

import { readFileSync } from 'node:fs'
import { top } from './judges.ts'

/** An entry of package-lock.json, as far as it is judged here. */
export interface Locked {
  readonly integrity?: string
  readonly resolved?: string
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly link?: boolean
  readonly os?: readonly string[] | string
  readonly cpu?: readonly string[] | string
  readonly libc?: readonly string[] | string
}

/** Packages of the lockfile by their folder, the project itself left out. */
export function lockedPackages(): ReadonlyMap<string, Locked> {
  const lock = JSON.parse(readFileSync(`${top}package-lock.json`, 'utf8')) as { packages: Record<string, Locked> }
  return new Map(Object.entries(lock.packages).filter(([folder]) => folder !== ''))
}

/** What runs on Linux with this processor, without the tools of development, by folder. */
export function runtimePackages(cpu: string): ReadonlyMap<string, Locked> {
  return new Map(
    [...lockedPackages()].filter(([, entry]) => entry.dev !== true && entry.devOptional !== true && fits(entry, cpu)),
  )
}

const fits = (entry: Locked, cpu: string): boolean =>
  names(entry.os, 'linux') && names(entry.cpu, cpu) && names(entry.libc, 'glibc')

const names = (what: readonly string[] | string | undefined, wanted: string): boolean =>
  what === undefined || [what].flat().includes(wanted)

/** `node_modules/a/node_modules/@b/c` is the package `@b/c`. */
export const packageName = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 13)

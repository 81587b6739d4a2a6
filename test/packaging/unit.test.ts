import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { top } from '../house/tree.ts'

const unit = readFileSync(`${top}packaging/tamga.service`, 'utf8')
const dockerfile = readFileSync(`${top}Dockerfile`, 'utf8')

/** Settings of a unit in order; a key may come more than once. */
const settings: readonly (readonly [section: string, key: string, value: string])[] = (() => {
  let section = ''
  return unit.split('\n').flatMap((line): (readonly [string, string, string])[] => {
    const heading = /^\[(\w+)\]$/.exec(line)
    if (heading !== null) section = heading[1] ?? ''
    const setting = /^([A-Za-z]+)=(.*)$/.exec(line)
    return setting === null ? [] : [[section, setting[1] ?? '', setting[2] ?? '']]
  })
})()
const valueOf = (key: string) => settings.filter(([, name]) => name === key).map(([, , value]) => value)

test('unit: it runs the archive as an account of its own and brings it back after a crash', () => {
  expect(valueOf('ExecStart')).toEqual(['/opt/tamga/bin/tamga serve --config /var/lib/tamga/node.json'])
  expect(valueOf('User')).toEqual(['tamga'])
  expect(valueOf('Restart')).toEqual(['on-failure'])
  expect(valueOf('StateDirectoryMode')).toEqual(['0700'])
  expect(valueOf('UMask')).toEqual(['0077'])
})

test.each([
  ['CapabilityBoundingSet', ''],
  ['NoNewPrivileges', 'yes'],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'yes'],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['PrivateUsers', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
  ['SystemCallArchitectures', 'native'],
  ['LimitCORE', '0'],
])('unit: %s=%s', (key, value) => {
  expect(valueOf(key)).toEqual([value])
})

const analyser = '/usr/bin/systemd-analyze'
const analyse = (...args: readonly string[]): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-unit-'))
  try {
    // The program named in the unit is not installed here; another stands for it, the account as well.
    const file = join(folder, 'tamga.service')
    writeFileSync(
      file,
      unit.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true').replaceAll(/^(User|Group)=tamga$/gm, '$1=nobody'),
    )
    return execFileSync(analyser, [...args, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
const canAnalyse = (() => {
  try {
    return execFileSync(analyser, ['--version'], { encoding: 'utf8' }).startsWith('systemd')
  } catch {
    return false
  }
})()

test.skipIf(!canAnalyse)('unit: systemd finds nothing wrong in it (no systemd-analyze)', () => {
  expect(analyse('verify', '--man=no')?.trim()).toBe('')
})

test.skipIf(!canAnalyse)('unit: systemd counts an exposure of at most 2.0 of 10 (no systemd-analyze)', () => {
  expect(analyse('security', '--offline=true', '--threshold=20')).toMatch(/Overall exposure level.*: [01]\.\d/)
})

const instructions = dockerfile
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')))

test('image: it is made of the archive alone, on a bare Debian', () => {
  expect(instructions.filter((line) => line.startsWith('FROM '))).toEqual([
    'FROM debian:bookworm-slim AS unpacked',
    'FROM debian:bookworm-slim',
  ])
  expect(dockerfile).not.toMatch(/\b(npm|curl|wget|apt-get|ADD)\b(?! run release)/)
  expect(readFileSync(`${top}.dockerignore`, 'utf8')).toMatch(/^\*\n!release\/tamga-\*\.tar\.gz$/m)
})

test('image: it runs without root, keeps everything in one volume and says whether it lives', () => {
  expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER 10440:10440'])
  expect(last.findIndex((line) => line.startsWith('USER '))).toBeGreaterThan(
    last.findIndex((line) => line.startsWith('RUN ')),
  )
  expect(last.filter((line) => line.startsWith('VOLUME '))).toEqual(['VOLUME /var/lib/tamga'])
  expect(last.some((line) => line.startsWith('HEALTHCHECK ') && line.includes('["/opt/tamga/bin/tamga-alive"]'))).toBe(
    true,
  )
  expect(last).toContain('ENTRYPOINT ["/opt/tamga/bin/tamga"]')
  expect(dockerfile).toContain('--read-only --tmpfs /tmp')
})

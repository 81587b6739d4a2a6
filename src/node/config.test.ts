import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { configSchema, parseConfig, type ConfigSources } from './config.ts'

const least = { party: 'alt', dataDir: '.' }

function read(value: unknown, env: ConfigSources['env'] = {}) {
  const file = typeof value === 'string' ? value : JSON.stringify(value)
  return parseConfig({ file, folder: '/srv/node', env })
}

test('config: party and folder are enough; paths are relative to the folder of the file', () => {
  expect(read({ ...least, keys: { keyFile: 'k' }, backups: { keyFile: '/media/b' } })).toMatchObject({
    dataDir: '/srv/node',
    listen: { host: '127.0.0.1', port: 8440, tls: 'self-signed' },
    keys: { keyFile: '/srv/node/k' },
    backups: { keyFile: '/media/b', maxAgeDays: 7 },
    log: { level: 'info' },
  })
})

test('config: the environment overrides member by member, digits as numbers', () => {
  const env = {
    TAMGA_LISTEN__PORT: '9000',
    TAMGA_DATA_DIR: '/data',
    TAMGA_DATABASE__URL_FILE: 'u',
    TAMGA_NODE: 'x',
    HOME: '/',
  }
  const found = read({ ...least, listen: { host: '::1' } }, env)
  expect(found).toMatchObject({
    dataDir: '/data',
    listen: { host: '::1', port: 9000 },
    database: { urlFile: '/srv/node/u' },
  })
})

test('config: the address in browsers is scheme, name and port, and a provider’s secret is a file of its own', () => {
  const oidc = { issuer: 'https://id.example/realm', clientId: 'tamga', clientSecretFile: 'oidc.secret' }
  expect(read({ ...least, publicUrl: 'https://tamga.example/', oidc })).toMatchObject({
    publicUrl: 'https://tamga.example',
    oidc: { accountClaim: 'sub', scope: 'openid', title: 'OpenID', clientSecretFile: '/srv/node/oidc.secret' },
  })
  expect(read({ ...least, publicUrl: 'http://localhost:8440' })).toMatchObject({ publicUrl: 'http://localhost:8440' })
})

const withRoles = (roles: object) => ({
  ...least,
  publicUrl: 'https://tamga.example',
  oidc: { issuer: 'https://id.example', clientId: 'tamga', roles },
})

test.each([
  [{ ...least, listen: { prot: 1 } }, {}, 'listen.prot'],
  [{ ...least, secret: 'x' }, {}, 'secret'],
  [least, { TAMGA_LISTEN__PROT: '1' }, 'listen.prot'],
  [{ dataDir: '.' }, {}, 'party'],
  [{ ...least, party: 'Alt' }, {}, 'party'],
  [{ ...least, listen: { tls: 'off', host: '0.0.0.0' } }, {}, 'listen.tls'],
  [{ ...least, listen: { certificateFile: 'c' } }, {}, 'listen.certificateKeyFile'],
  [{ ...least, metrics: { host: '0.0.0.0' } }, {}, 'metrics.host'],
  [{ ...least, keys: { keyFile: 'a', passphraseFile: 'b' } }, {}, 'keys.keyFile'],
  [{ ...least, publicUrl: 'http://tamga.example' }, {}, 'publicUrl'],
  [{ ...least, publicUrl: 'https://tamga.example/desk' }, {}, 'publicUrl'],
  [{ ...least, oidc: { issuer: 'https://id.example', clientId: 'tamga' } }, {}, 'publicUrl'],
  [{ ...least, oidc: { issuer: 'http://id.example', clientId: 'tamga' } }, {}, 'oidc.issuer'],
  [{ ...least, oidc: { issuer: 'https://id.example', clientId: 'tamga', clientSecret: 'x' } }, {}, 'oidc.clientSecret'],
  [withRoles({ claim: 'groups', rules: [] }), {}, 'oidc.roles.rules'],
  [withRoles({ claim: 'groups', rules: [{ value: 'a', role: 'taxii' }] }), {}, 'oidc.roles.rules.0.role'],
  [withRoles({ claim: 'groups', rules: [{ value: 'a', role: 'root' }] }), {}, 'oidc.roles.rules.0.role'],
  [withRoles({ rules: [{ value: 'a', role: 'liaison' }] }), {}, 'oidc.roles.claim'],
  [{ ...least, peers: { bor: 'ftp://x' } }, {}, 'peers.bor'],
  [{ ...least, peers: { bor: 'https://name:secret@x' } }, {}, 'peers.bor'],
])('config: %j with %j is refused at %s', (file, env, member) => {
  const found = read(file, env)
  expect(isRefusal(found) ? [found.code, found.params['member']] : found).toEqual(['config-invalid', member])
})

test.each(['{', '[]', '{"party":"alt","party":"bor"}', 'null'])('config: %s is no configuration', (file) => {
  expect(isRefusal(read(file))).toBe(true)
})

test('config: docs/config.schema.json is the schema (tamga config schema > docs/config.schema.json)', () => {
  const published: unknown = JSON.parse(readFileSync('docs/config.schema.json', 'utf8'))
  expect(published).toEqual(JSON.parse(JSON.stringify(configSchema())))
})

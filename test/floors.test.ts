import { expect, test } from 'vitest'
import { judgeFloors, placeOf } from './house/floors.ts'
import type { Plan } from './house/floors.ts'
import { filesUnder, readTree } from './house/tree.ts'

/**
 * The plan of the house: imports go down only. Inside the kernel, the protocol and the platform a later name may import
 * an earlier one; rooms and the storeys of floor 5 never import each other.
 */
const plan: Plan = {
  storeys: [
    {
      floor: 0,
      folder: 'kernel',
      order: [
        'brand',
        'refusal',
        'fault',
        'bytes',
        'instant',
        'zoned',
        'log',
        'failpoints',
        'ports',
        'uuid',
        'streamed-response',
        'strict-json-reader',
        'strict-json',
        'message',
      ],
      nodeModules: [],
      packages: ['intl-messageformat'],
    },
    {
      floor: 1,
      folder: 'protocol',
      order: [
        'code-row',
        'room-codes',
        'codes',
        'suite',
        'identity',
        'label',
        'act',
        'cap',
        'acts',
        'agreement',
        'journal',
        'parcel',
        'stix',
        'taxii',
        'misp',
      ],
      nodeModules: ['node:buffer', 'node:crypto'],
      // re2js and libxml2-wasm compute and do nothing else: regular expressions of others in linear time, XML of others.
      packages: ['hpke', 'libxml2-wasm', 're2js', 'zod'],
    },
    {
      floor: 2,
      folder: 'platform',
      order: ['clock', 'db', 'keyring', 'record', 'journal', 'transport', 'search', 'http', 'outgoing'],
    },
    { floor: 3, folder: 'charter' },
    { floor: 4, folder: 'rooms', rooms: true },
    { floor: 5, folder: 'node' },
    { floor: 5, folder: 'cli' },
    { floor: 5, folder: 'console', nodeModules: [], sees: [0, 1] },
    { floor: 6, folder: 'main' },
  ],
  data: [
    'package.json',
    ...['en', 'ru', 'zh'].flatMap((tag) => [
      `locales/${tag}/console.json`,
      `locales/${tag}/agreement.json`,
      `locales/${tag}/found.json`,
      `locales/${tag}/cap.json`,
      `locales/${tag}/duty.json`,
      `locales/${tag}/consult.json`,
      `locales/${tag}/refusals.json`,
      `locales/${tag}/words.json`,
    ]),
  ],
  owned: {
    pg: ['platform/db', 'platform/search'],
    'pg-copy-streams': ['platform/db', 'platform/search'],
    hpke: ['protocol/suite'],
    re2js: ['protocol/stix'],
    commander: ['cli'],
    '@bomb.sh/tab': ['cli'],
    '@simplewebauthn/server': ['node/sign-in'],
    'openid-client': ['node/sign-in'],
  },
}

const everything = new Set(
  ['src', 'test', 'demo', 'bench', 'scripts', 'locales', 'profiles', 'vectors']
    .flatMap(filesUnder)
    .concat('package.json'),
)

test('floors: every import goes strictly down, every file has a room', () => {
  expect(judgeFloors(plan, readTree('src', /\.tsx?$/), everything)).toEqual([])
})

test('floors: the label knows the kernel and the codes alone', () => {
  const narrow: Plan = {
    ...plan,
    storeys: plan.storeys.map((storey) =>
      storey.folder === 'protocol' ? { ...storey, order: ['codes', 'label'] } : storey,
    ),
  }
  expect(judgeFloors(narrow, readTree('src/protocol/label', /\.tsx?$/), everything)).toEqual([])
})

test('floors: only TypeScript, SQL, styles and pages of text live in src', () => {
  expect(filesUnder('src').filter((path) => !/\.(ts|tsx|sql|css|html|svg|md)$/.test(path))).toEqual([])
  expect(filesUnder('src').filter((path) => path.endsWith('.tsx') && !path.startsWith('src/console/'))).toEqual([])
  expect(
    filesUnder('src').filter((path) => path.endsWith('.sql') && !/\/sql\/\d{3}-[a-z0-9-]+\.sql$/.test(path)),
  ).toEqual([])
})

const planted: readonly (readonly [file: string, text: string, wrong: string | undefined])[] = [
  ['src/kernel/bytes.ts', "import type { B } from './brand.ts'", undefined],
  ['src/kernel/brand.ts', "import type { B } from './bytes.ts'", 'not below'],
  ['src/kernel/unheard-of.ts', '', 'no room'],
  ['src/stray.ts', '', 'no room'],
  ['src/rooms/stray.ts', '', 'no room'],
  ['src/kernel/bytes.ts', "import { readFileSync } from 'node:fs'", 'no input or output'],
  ['src/protocol/suite/a.ts', "import { hash } from 'node:crypto'", undefined],
  ['src/protocol/suite/a.ts', "import { readFile } from 'node:fs/promises'", 'no input or output'],
  ['src/protocol/label/label.ts', "import type { Act } from '#protocol/act/statement.ts'", 'not below'],
  ['src/protocol/label/label.ts', "export type { Act } from '#protocol/act/statement.ts'", 'not below'],
  ['src/protocol/label/label.ts', "export * from '#protocol/act/statement.ts'", 'not below'],
  ['src/protocol/label/label.ts', "type A = import('#protocol/act/statement.ts').A", 'not below'],
  ['src/protocol/label/label.ts', "const a = await import('#protocol/act/statement.ts')", 'not below'],
  ['src/protocol/label/label.ts', 'const a = await import(name)', 'expression'],
  ['src/protocol/label/label.ts', "const a = require('#protocol/act/statement.ts')", 'not below'],
  ['src/protocol/label/label.ts', "const a = import.meta.resolve('#protocol/act/statement.ts')", 'not below'],
  ['src/protocol/label/label.ts', 'const a = import.meta.resolve(name)', undefined],
  ['src/protocol/label/label.ts', "const w = new Worker(new URL('../act/statement.ts', import.meta.url))", 'not below'],
  ['src/protocol/act/statement.ts', "import type { L } from '#protocol/label/label.ts'", undefined],
  ['src/protocol/act/statement.ts', "import type { L } from '../label/label.ts'", 'begin with #'],
  ['src/protocol/act/other.ts', "import type { S } from './statement.ts'", undefined],
  ['src/protocol/act/other.ts', "import type { S } from '#protocol/act/statement.ts'", 'relative'],
  ['src/protocol/act/other.ts', "import type { S } from './nowhere.ts'", 'there is no'],
  ['src/protocol/act/other.ts', "import { Hono } from 'hono'", 'may not'],
  ['src/platform/db/store.ts', "import pg from 'pg'", undefined],
  ['src/platform/http/app.ts', "import pg from 'pg'", 'which only'],
  ['src/platform/db/store.ts', "import { a } from '#rooms/exchange/decide.ts'", 'not below'],
  ['src/rooms/exchange/decide.ts', "import { a } from '#rooms/alerts/decide.ts'", 'not below'],
  ['src/rooms/exchange/decide.ts', "import { a } from '#platform/db/store.ts'", undefined],
  ['src/node/main.ts', "import { a } from '#rooms/exchange/decide.ts'", undefined],
  ['src/node/main.ts', "import { a } from '#cli/main.ts'", 'not below'],
  ['src/node/main.ts', "import about from '../../package.json' with { type: 'json' }", undefined],
  ['src/protocol/act/other.ts', "import about from '../../../package.json' with { type: 'json' }", 'outside src/'],
  ['src/node/main.ts', "import { a } from '../../test/floors.test.ts'", 'outside src/'],
  ['src/console/page.tsx', "import { a } from '#kernel/bytes.ts'", undefined],
  ['src/console/page.tsx', "import { a } from '#platform/db/store.ts'", 'not below'],
  ['src/console/page.tsx', "import { a } from '#rooms/exchange/decide.ts'", 'not below'],
  ['src/node/main.test.ts', "import { a } from '../../test/floors.test.ts'", undefined],
]

const imagined = new Set(
  planted
    .map(([file]) => file)
    .concat('src/cli/main.ts', 'src/rooms/alerts/decide.ts', 'test/floors.test.ts', 'package.json'),
)

test.each(planted)('floors: judges a planted import: %s: %s', (path, text, wrong) => {
  const found = judgeFloors(plan, [{ path, text }], imagined)
  expect(found.map((sentence) => sentence.startsWith(path))).toEqual(wrong === undefined ? [] : [true])
  expect(found.join()).toContain(wrong ?? '')
})

test('floors: a text that does not parse is not passed over', () => {
  expect(() => judgeFloors(plan, [{ path: 'src/kernel/bytes.ts', text: "import { from '" }], imagined)).toThrow(
    'does not parse',
  )
})

test('floors: a test belongs to the room of what it tests', () => {
  expect(placeOf(plan, 'src/kernel/bytes.test.ts')?.room).toBe('kernel/bytes')
  expect(placeOf(plan, 'src/rooms/exchange/decide.test.ts')?.room).toBe('rooms/exchange')
})

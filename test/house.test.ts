import { expect, test } from 'vitest'
import { readMigrations } from '#platform/db/migrations.ts'
import { schemas } from '../src/node/rooms.ts'
import { declaredNames, stringsOf, wordsOf } from './house/names.ts'
import { filesUnder, readTree } from './house/tree.ts'
import type { TreeFile } from './house/tree.ts'

const folders = ['src', 'test', 'demo', 'bench', 'scripts', 'vectors', 'profiles', 'locales']
const source = readTree('src', /\.tsx?$/)
const sql = readTree('src', /\.sql$/)

const plainName = /^(README\.md|RESULTS\.md|[a-z0-9]+([.-][a-z0-9]+)*)$/
const namedAfterPattern = /(^|[-./])(utils?|helpers?|managers?|services?|common|misc|index)([-./]|$)/

const badNames = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !path.split('/').every((part) => plainName.test(part)) || namedAfterPattern.test(path))

test('house: files are named in kebab-case after the thing they hold', () => {
  expect(badNames(folders.flatMap(filesUnder))).toEqual([])
})

test('house: names after a pattern are found', () => {
  const planted = [
    'src/kernel/utils.ts',
    'src/kernel/hash-helper.ts',
    'src/service/a.ts',
    'src/Kernel/a.ts',
    'src/a_b.ts',
  ]
  expect(badNames([...planted, 'src/kernel/index.ts'])).toHaveLength(6)
  expect(badNames(['src/kernel/strict-json.test.ts', 'src/rooms/exchange/README.md'])).toEqual([])
})

/** Statements of SQL as they would stand in a string; prose that merely says "select" does not match. */
const sqlText =
  /\b(select\s[^.]+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(create|alter|drop)\s+(table|schema|index|database|role|sequence)\s)/i
/** The compare-and-swap store is a database of its own, apart from the node's. */
const speaksSql = ['src/platform/db/', 'src/platform/search/', 'src/platform/journal/sqlite-cas.ts']

const sqlOutside = (files: readonly TreeFile[]): readonly string[] =>
  files
    .filter(({ path }) => !speaksSql.some((folder) => path.startsWith(folder)) && !path.endsWith('.test.ts'))
    .flatMap((file) => stringsOf(file).map(({ name, line }) => ({ name, place: `${file.path}:${line}` })))
    .filter(({ name }) => sqlText.test(name))
    .map(({ place }) => place)

test('house: SQL is written in platform/db, platform/search and the compare-and-swap store alone', () => {
  expect(sqlOutside(source)).toEqual([])
})

test('house: SQL in a string or a template is found', () => {
  const path = 'src/rooms/exchange/store.ts'
  expect(sqlOutside([{ path, text: "const a = 'SELECT act FROM exchange.act'" }])).toEqual([`${path}:1`])
  expect(sqlOutside([{ path, text: '\nconst a = `delete from ${table} where act = ${act}`' }])).toEqual([`${path}:2`])
  expect(sqlOutside([{ path, text: "const a = 'Select a recipient, please.'" }])).toEqual([])
})

/** SG-01: words that nothing may be called by: neither type nor member, table nor column. */
const never =
  / (suspects?|offenders?|perpetrators?|fugitives?|detainees?|informants?|dossiers?|watch ?lists?|black ?lists?|wanted persons?|persons? of interest|biometrics?|mugshots?|criminal records?|passports?|ethnicity|religion|risk scores?) /
/** Words for people at large: a contact, delegate, signatory or officer is what a type, a table or a column may stand for. */
const noEntity = / (persons?|individuals?|citizens?|human beings?) /
/** Where records of persons are recognised in order to be refused. */
const refuser = 'src/protocol/stix/persons.ts'

const forbiddenIn = (file: TreeFile): readonly string[] =>
  declaredNames(file)
    .filter(({ name, isType }) => never.test(wordsOf(name)) || (isType && noEntity.test(wordsOf(name))))
    .map(({ name, line }) => `${file.path}:${line}: ${name}`)

const forbiddenInSql = ({ path, text }: TreeFile): readonly string[] =>
  (text.replace(/--.*$/gm, '').match(/[a-z_][a-z0-9_]*/gi) ?? [])
    .filter((name) => never.test(wordsOf(name)) || noEntity.test(wordsOf(name)))
    .map((name) => `${path}: ${name}`)

test('SG-01 no type, member, table or column stands for persons of interest', () => {
  const written = source.filter(({ path }) => !path.endsWith('.test.ts') && path !== refuser)
  expect([...written.flatMap(forbiddenIn), ...sql.flatMap(forbiddenInSql)]).toEqual([])
})

const names = [
  'Suspect',
  'person_of_interest',
  'personsOfInterest',
  'WatchList',
  'wanted_person',
  'biometricHash',
  'risk_score',
]

test.each(names)('SG-01 the name %s is found in a type, a member and a table', (name) => {
  const path = 'src/kernel/a.ts'
  const text = `interface ${name} { readonly ${name}: string }; export const table = { ${name}: 1 }`
  expect(forbiddenIn({ path, text })).toHaveLength(3)
  expect(forbiddenInSql({ path, text: `create table a (${name} text) -- ${name}` })).toEqual([`${path}: ${name}`])
})

test('SG-01 an entity for people at large is found, a word in passing is not', () => {
  const path = 'src/kernel/a.ts'
  expect(forbiddenIn({ path, text: 'interface PersonRecord { readonly name: string }' })).toEqual([
    `${path}:1: PersonRecord`,
  ])
  expect(forbiddenInSql({ path, text: 'create table exchange.person (name text)' })).toEqual([`${path}: person`])
  const plain = 'interface Contact { readonly personalData: string; readonly watch: string; readonly score: number }'
  expect(forbiddenIn({ path, text: plain })).toEqual([])
})

test('the changes of each schema are numbered from 1 on, without a gap and without two of one number', async () => {
  expect((await readMigrations(schemas)).length).toBeGreaterThan(schemas.length - 1)
})

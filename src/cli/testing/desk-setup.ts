import { desk } from './command-line.ts'
import { FakeFederation, type Lie } from './fake-federation.ts'

const at = '2026-11-21T06:00:00.000Z'
export const malware = {
  type: 'malware',
  id: 'malware--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0002',
  created: at,
  modified: at,
  name: 'Heron',
}
export const person = { type: 'identity', id: 'identity--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0003', name: 'Person X' }
export const bundle = (...objects: readonly object[]) => JSON.stringify({ type: 'bundle', id: 'bundle--1', objects })
export const toBor = ['--to', 'bor', '--category', 'drones', '--level', 'restricted']
export const toCas = ['--to', 'cas', '--category', 'drones', '--level', 'confidential']
export const english = ['--lang', 'en']

/** A desk before four nodes, with a bundle in the folder. */
export async function setUp(lies: readonly Lie[] = []) {
  const nodes = new FakeFederation(lies)
  const at_ = await desk(nodes)
  await at_.file('bundle.json', bundle(malware))
  return { nodes, ...at_ }
}

/** The same, with the bundle shared from `alt` to `bor`. */
export async function sharedAct(lies: readonly Lie[] = []) {
  const set = await setUp(lies)
  const { out } = await set.type(['share', 'bundle.json', ...toBor, '--json'], { as: 'alt/liaison' })
  return { ...set, act: (JSON.parse(out) as { act: string }).act }
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const at = '2026-11-21T06:00:00.000Z'
const common = { spec_version: '2.1', created: at, modified: at } as const

/** Invented: no network, family or campaign of this name exists. */
const objects = [
  {
    type: 'identity',
    ...common,
    id: 'identity--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0001',
    name: 'Alt network security centre',
    identity_class: 'organization',
    sectors: ['government'],
  },
  {
    type: 'malware',
    ...common,
    id: 'malware--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0002',
    name: 'Grey Heron loader',
    description: 'Первая ступень, загружает модули по частям. 分块下载模块的第一阶段程序。',
    is_family: true,
  },
  {
    type: 'indicator',
    ...common,
    id: 'indicator--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0003',
    name: 'Grey Heron first stage file',
    pattern: "[file:hashes.'SHA-256' = '0f343b0931126a20f133d67c2b018a3b5b8a3f5d0a4f4b1f2f3f4f5f6f7f8f9f']",
    pattern_type: 'stix',
    valid_from: at,
  },
  {
    type: 'attack-pattern',
    ...common,
    id: 'attack-pattern--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0004',
    name: 'Module staging over printers',
  },
  {
    type: 'relationship',
    ...common,
    id: 'relationship--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0005',
    relationship_type: 'indicates',
    source_ref: 'indicator--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0003',
    target_ref: 'malware--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0002',
  },
  {
    type: 'report',
    ...common,
    id: 'report--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0006',
    name: 'Grey Heron in printing houses',
    published: at,
    object_refs: ['malware--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0002', 'indicator--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0003'],
  },
] as const

/** Writes the bundle that the tour shares when none is given; answers its path. */
export async function writeDemoBundle(folder: string): Promise<string> {
  const path = join(folder, 'grey-heron.json')
  const bundle = { type: 'bundle', id: 'bundle--6d1f2c52-6f0d-4c1c-9e6f-0c9d8f1a0000', objects }
  await writeFile(path, `${JSON.stringify(bundle, null, 2)}\n`)
  return path
}

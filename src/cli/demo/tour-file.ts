import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import { splitStix } from '#protocol/stix/split.ts'
import { z } from 'zod'
import { fileStop } from '../context.ts'
import { stop } from '../stop.ts'

/** An object of the input file, its bytes as they stand there. */
export interface InputObject {
  readonly id: string
  /** `modified`, else `created`, else empty. */
  readonly modified: string
  readonly type: string
  readonly name: string
  readonly raw: Uint8Array
}

export interface TourFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly objects: readonly InputObject[]
  /** Some of the objects, spread over the file, by whose names the tour searches. */
  readonly sample: readonly InputObject[]
}

const sampleAtMost = 24

const Members = z.looseObject({
  id: z.string(),
  type: z.string(),
  modified: z.string().optional(),
  created: z.string().optional(),
  name: z.string().optional(),
})

export async function tourFile(path: string): Promise<TourFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileStop(cause, path)
  })
  const split = splitStix(bytes)
  if (isRefusal(split) || split.objects.length === 0) throw stop('file-not-stix', { file: basename(path) })
  const objects = split.objects.map(({ raw }): InputObject => {
    const { id, type, modified, created, name } = Members.parse(JSON.parse(new TextDecoder().decode(raw)))
    return { id, type, modified: modified ?? created ?? '', name: name ?? '', raw }
  })
  return { path, bytes, objects, sample: sampled(objects.filter(({ name }) => /^[\w ]{6,60}$/u.test(name))) }
}

function sampled(named: readonly InputObject[]): readonly InputObject[] {
  const step = Math.max(1, Math.floor(named.length / sampleAtMost))
  return named.filter((_, at) => at % step === 0).slice(0, sampleAtMost)
}

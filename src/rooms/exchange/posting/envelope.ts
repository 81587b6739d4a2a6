import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { bundleOf } from '#protocol/stix/bundle.ts'
import { Splitter, splitStix, stixLimits, type Slice, type Split } from '#protocol/stix/split.ts'
import { judging, validationLimits } from '#protocol/stix/validation/document.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import { refusedObject, sifting, type Sifted } from './sift.ts'
import type { PostedObject } from './tables.ts'

/** Findings told of one object. */
const told = 5
/** Objects of one POST: what becomes of each is told in one answer. */
const mostObjects = 50_000
const limits = { ...validationLimits, objects: mostObjects, findings: told }
/** Within which an envelope is read once more to find the objects beyond what one may be. */
const wideLimits = { ...stixLimits, objects: mostObjects, depth: 10_000, objectBytes: 2 ** 30 }
/** What makes one object too much, and not the envelope. */
const beyond: ReadonlySet<string> = new Set<Code>(['stix-too-deep', 'stix-object-too-large'])
const stepBytes = 256 * 1024

/**
 * The objects of an envelope (TAXII 2.1 section 3.7), each judged by itself; a STIX bundle is read as one. A refusal: it is no envelope, or
 * holds nothing. Works in short stretches, however long it is.
 */
export async function readEnvelope(bytes: Uint8Array): Promise<Sifted | Refusal> {
  const judged = await workedOff(judging(bytes, limits))
  if (isRefusal(judged)) return beyond.has(judged.code) ? readWide(bytes, judged) : judged
  const no = unfit(judged.split)
  return no ?? workedOff(sifting(judged))
}

function unfit({ form, objects }: Split): Refusal | undefined {
  if (form === 'object') {
    return refuse('stix-not-bundle', 'TAXII 2.1 3.7: envelope', { offset: 0, line: 1, column: 1 })
  }
  return objects.length === 0 ? refuse('nothing-to-share', 'TAXII 2.1 5.5: adding objects') : undefined
}

/** Sets objects aside that are too deep or too large, and reads the others as if these were not there. */
async function readWide(bytes: Uint8Array, refusal: Refusal): Promise<Sifted | Refusal> {
  const split = await workedOff(splitting(bytes))
  if (isRefusal(split)) return refusal
  const no = unfit(split)
  if (no !== undefined) return no
  const { kept, refused } = await workedOff(setAside(split.objects))
  const rest = bundleOf(
    'bundle',
    kept.map((at) => split.objects[at]?.raw ?? new Uint8Array()),
  )
  const judged = await workedOff(judging(rest, limits))
  if (isRefusal(judged)) return judged
  const sifted = await workedOff(sifting(judged))
  return spreadOut(sifted, { kept, refused, total: split.objects.length })
}

function* splitting(bytes: Uint8Array): Generator<number, Split | Refusal<Code>, void> {
  const splitter = new Splitter(bytes, wideLimits)
  for (let there = 0; there < bytes.length;) {
    there = Math.min(bytes.length, there + stepBytes)
    splitter.take(there)
    yield stepBytes
  }
  return splitter.finish()
}

interface Aside {
  /** Places of the objects that are within the limits. */
  readonly kept: readonly number[]
  readonly refused: ReadonlyMap<number, PostedObject>
}

function* setAside(objects: readonly Slice[]): Generator<number, Aside, void> {
  const kept: number[] = []
  const refused = new Map<number, PostedObject>()
  for (const [at, { raw }] of objects.entries()) {
    yield raw.length
    const alone = raw.length > stixLimits.objectBytes ? tooLarge : splitStix(raw)
    if (isRefusal(alone) && beyond.has(alone.code)) refused.set(at, refusedObject(nameless, alone))
    else kept.push(at)
  }
  return { kept, refused }
}

const nameless: PostedObject = { id: '', version: '' }
const { depth, objectBytes, objects: most } = stixLimits
const tooLarge: Refusal<Code> = refuse('stix-object-too-large', 'stix: document', {
  offset: 0,
  line: 1,
  column: 1,
  complete: 0,
  depth,
  objectBytes,
  objects: most,
})

/** The same at the places of the whole envelope. */
function spreadOut(sifted: Sifted, { kept, refused, total }: Aside & { readonly total: number }): Sifted {
  const place = (at: number): number => kept[at] ?? at
  const moved = (at: number, said: PostedObject): PostedObject => {
    const [from, to] = [`$.objects[${at}]`, `$.objects[${place(at)}]`]
    const findings = said.findings?.map((found) => ({ ...found, path: found.path.replace(from, to) }))
    return findings === undefined ? said : { ...said, findings }
  }
  return {
    total,
    fit: sifted.fit.map((one) => ({ ...one, at: place(one.at), said: moved(one.at, one.said) })),
    refused: new Map([...refused, ...[...sifted.refused].map(([at, said]) => [place(at), moved(at, said)] as const)]),
    twins: new Map([...sifted.twins].map(([at, of]) => [place(at), place(of)])),
  }
}

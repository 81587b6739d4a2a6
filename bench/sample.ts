import { isRefusal } from '#kernel/refusal.ts'
import { splitStix } from '#protocol/stix/split.ts'

/** A document to share and what shows that all of it came. */
export interface Sample {
  readonly name: string
  readonly content: Uint8Array
  readonly objects: readonly Uint8Array[]
  /** A word that the names of few of its objects hold. */
  readonly rareTerm: string
}

export function sampleOf(name: string, content: Uint8Array): Sample {
  const split = splitStix(content)
  if (isRefusal(split)) throw new Error(`${name} is no STIX bundle: ${split.code}`)
  const objects = split.objects.map(({ raw }) => raw)
  return { name, content, objects, rareTerm: rareTermOf(objects) }
}

function rareTermOf(objects: readonly Uint8Array[]): string {
  const counts = new Map<string, number>()
  for (const raw of objects) {
    const { name = '' } = JSON.parse(Buffer.from(raw).toString('utf8')) as { readonly name?: string }
    for (const [word] of name.matchAll(/\b[A-Za-z]{8,}\b/gu)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const [first] = [...counts].toSorted(([, one], [, other]) => one - other)
  if (first === undefined) throw new Error('no object of the bundle has a name')
  return first[0]
}

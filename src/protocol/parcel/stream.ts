import type { Brand } from '#kernel/brand.ts'

/**
 * One gapless row of parcels from one party to another: `main` or `exercise`, and `-2`, `-3`, ... for the streams that follow
 * when a restored node could not ask where it stood (protocol.md 7).
 */
export type Stream = Brand<string, 'Stream'>

/** No `-1`: the first has one name. */
const shape = /^(?:main|exercise)(?:-(?:[2-9]|[1-9]\d{1,8}))?$/u

export function parseStream(text: string): Stream | undefined {
  return shape.test(text) ? (text as Stream) : undefined
}

/** Whether the stream carries exercise traffic; real traffic and exercise traffic never share one (protocol.md 5). */
export function isExerciseStream(stream: string): boolean {
  return stream.startsWith('exercise')
}

/** `main` is the first of its row, `main-2` the second. */
export function streamAt(kind: 'main' | 'exercise', place: number): string {
  return place <= 1 ? kind : `${kind}-${place}`
}

/** The kind of traffic that a stream carries, and its place in the row of that kind, from 1. */
export function placeOf(stream: string): { readonly kind: 'main' | 'exercise'; readonly place: number } {
  const [, place = '1'] = stream.split('-')
  return { kind: isExerciseStream(stream) ? 'exercise' : 'main', place: Number(place) }
}

/** Whether a stream comes after another of the same kind. */
export function isLater(stream: string, other: string): boolean {
  const [one, two] = [placeOf(stream), placeOf(other)]
  return one.kind === two.kind && one.place > two.place
}

import type { Brand } from '#kernel/brand.ts'

/**
 * One gapless row of parcels from one party to another: `main` or `exercise`, and `-2`, `-3`, ... for the streams that follow
 * when a restored node could not ask where it stood (protocol.md 7).
 */
export type Stream = Brand<string, 'Stream'>

const shape = /^(?:main|exercise)(?:-[1-9]\d{0,8})?$/u

export function parseStream(text: string): Stream | undefined {
  return shape.test(text) ? (text as Stream) : undefined
}

/** Whether the stream carries exercise traffic; real traffic and exercise traffic never share one (protocol.md 5). */
export function isExerciseStream(stream: string): boolean {
  return stream.startsWith('exercise')
}

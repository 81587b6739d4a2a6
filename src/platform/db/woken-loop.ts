import { startLoop, type Loop, type LoopOptions } from '#platform/clock/loop.ts'
import type { Store } from './store.ts'

/** A loop that a bell wakes. Disposing it ends after the round under way. */
export function startWokenLoop(store: Pick<Store, 'onRing'>, bell: string, options: LoopOptions): Loop {
  const loop = startLoop(options)
  const stopListening = store.onRing(bell, loop.wake)
  return {
    wake: loop.wake,
    async [Symbol.asyncDispose]() {
      stopListening()
      await loop[Symbol.asyncDispose]()
    },
  }
}

import type { Environment } from 'vitest/runtime'

/** Vitest loads an environment apart from the tests: what both know lies with the process. */
const place = Symbol.for('tamga.browser-tests')

/** What the files of one process share, given back when it ends. */
export function heldByWorker(): AsyncDisposableStack {
  const held: unknown = Reflect.get(globalThis, place)
  if (held instanceof AsyncDisposableStack) return held
  throw new TypeError('this is no process of the browser tests')
}

const environment: Environment = {
  name: 'browser-tests',
  viteEnvironment: 'ssr',
  setup() {
    const held = new AsyncDisposableStack()
    Reflect.set(globalThis, place, held)
    return { teardown: () => held.disposeAsync() }
  },
}
export default environment

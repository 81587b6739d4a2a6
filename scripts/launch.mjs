// node scripts/launch.mjs FILE [ARGUMENT...]: installs what is missing, then runs a file of this project with the pinned
// runtime. Runs itself on Node 20 with nothing installed: builtins only, plain JavaScript.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { install, top, Unable } from './install.mjs'

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }
const passed = new Map()

async function launch([file, ...args]) {
  const runtime = await install()
  if (needsConsole(file, args)) await buildConsole(runtime)
  const child = spawn(runtime, ['--disable-warning=ExperimentalWarning', `${top}${file}`, ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${top}node_modules/.bin${delimiter}${process.env.PATH ?? '/usr/bin:/bin'}`,
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
    },
  })
  for (const signal of Object.keys(signals)) process.on(signal, () => pass(signal, child))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Unable(`${runtime} did not start: ${error.message}`)))
    child.on('close', (code, signal) => resolve(code ?? 128 + (signals[signal] ?? 9)))
  })
}

/** A node serves the console as it was built; the build is of this very tree, or is made now. */
const needsConsole = (file, [verb, ...rest]) =>
  file === 'src/main/tamga.ts' &&
  (verb === 'demo' || verb === 'serve') &&
  !rest.some((word) => word === '--help' || word === '-h')

/** Without a console the node still serves its API: what went wrong is said, and no more. */
function buildConsole(runtime) {
  const child = spawn(runtime, [`${top}scripts/console.ts`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return new Promise((resolve) => {
    child.on('error', resolve)
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write('tamga: the console was not built; the node serves without it\n')
      resolve()
    })
  })
}

/**
 * Hands a signal on, once a second at most: npm, a terminal and a process group each send their own copy. A terminal's
 * interrupt has reached the child already.
 */
function pass(signal, child) {
  if (signal === 'SIGINT' && process.stdin.isTTY) return
  const now = Date.now()
  if (now - (passed.get(signal) ?? 0) > 1000) child.kill(signal)
  passed.set(signal, now)
}

try {
  process.exitCode = await launch(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Unable)) throw error
  process.stderr.write(`tamga: ${error.message}\n`)
  process.exitCode = 1
}

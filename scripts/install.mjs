// Runs on Node 20 with nothing installed: builtins only, plain JavaScript.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'

/** The project's folder, with a slash at its end. */
export const top = fileURLToPath(new URL('../', import.meta.url))
const lockPath = `${top}package-lock.json`
const installedPath = `${top}node_modules/.package-lock.json`
const claimPath = `${top}.tamga/install.pid`

/** An expected failure: its message is all a person needs. */
export class Unable extends Error {}

const say = (text) => process.stderr.write(`tamga: ${text}\n`)

/** Installs what the lockfile names, unless it is there, and answers the path of the runtime that runs the product. */
export async function install() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Unable(`Node 20 or later is needed to begin; this is ${process.version}.`)
  }
  if (!isInstalled()) {
    await claim()
    try {
      if (!isInstalled()) await npmCi()
    } finally {
      rmSync(claimPath, { force: true })
    }
  }
  return runtime()
}

/** Whether npm has put in place every package of the lockfile (packages for other machines are absent by right). */
function isInstalled() {
  if (!existsSync(installedPath)) return false
  const wanted = packagesOf(lockPath)
  const there = packagesOf(installedPath)
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = there[path]
    if (found === undefined) return entry.optional === true && (entry.os === undefined || !isForThisMachine(entry))
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

const libc = process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc'

const isForThisMachine = (entry) =>
  (entry.os ?? process.platform).includes(process.platform) &&
  (entry.cpu ?? process.arch).includes(process.arch) &&
  (entry.libc ?? libc).includes(libc)

/** One installation at a time in this folder; waits for another to end. */
async function claim() {
  mkdirSync(`${top}.tamga`, { recursive: true })
  for (let waited = 0; ; waited += 1) {
    try {
      return writeFileSync(claimPath, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Unable(`cannot write in ${top}.tamga: ${error.code}`)
    }
    if (!isAlive(Number(readFileSync(claimPath, 'utf8')))) rmSync(claimPath, { force: true })
    else if (waited === 0) say('another installation is under way in this folder; waiting for it')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function npmCi() {
  const count = Object.entries(packagesOf(lockPath)).filter(
    ([path, entry]) => path !== '' && isForThisMachine(entry),
  ).length
  say(`installing ${count} packages that package-lock.json names (once; a few minutes on a slow line)`)
  const began = Date.now()
  const { code, output } = await runNpm(
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    began,
  )
  if (code !== 0) throw new Unable(explain(code, output))
  say(`installed in ${Math.round((Date.now() - began) / 1000)} s`)
}

/** Runs npm with a line that counts the seconds where there is a terminal, and keeps what it says. */
function runNpm(args, began) {
  const script = process.env.npm_execpath
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []]
  const child = spawn(command, [...first, ...args], {
    cwd: top,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: npmEnvironment(),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const tick = setInterval(() => {
    if (process.stderr.isTTY) process.stderr.write(`\rtamga: installing, ${Math.round((Date.now() - began) / 1000)} s `)
  }, 1000)
  return new Promise((resolve) => {
    const end = (code) => {
      clearInterval(tick)
      if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
      resolve({ code, output })
    }
    child.on('error', (error) => end(error.code))
    child.on('close', (code, signal) => end(code ?? signal))
  })
}

/** An account whose home cannot be written keeps npm's cache in the clone. */
function npmEnvironment() {
  try {
    accessSync(homedir(), constants.W_OK)
    return process.env
  } catch {
    return { ...process.env, npm_config_cache: `${top}.tamga/npm-cache` }
  }
}

function explain(code, output) {
  if (code === 'ENOENT') return 'npm was not found. Install Node 20 or later together with npm.'
  const tail = output.trim().split('\n').slice(-20).join('\n')
  const reason = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|CERT|SSL/.test(output)
    ? 'the package registry cannot be reached. Check the network and the proxy (npm config get registry), then run this again.'
    : /ENOSPC/.test(output)
      ? 'the disk is full.'
      : /EACCES|EPERM|EROFS/.test(output)
        ? `this account may not write in ${top}.`
        : `npm ci ended with ${code}.`
  return `the installation failed: ${reason}\n${tail}`
}

/** The pinned Node, proved to run here; where none is made for the machine, the present one if it is new enough. */
function runtime() {
  const pinned = `${top}node_modules/.bin/node`
  if (existsSync(pinned)) {
    const { status, error, stderr } = spawnSync(pinned, ['--version'], { encoding: 'utf8' })
    if (status === 0) return pinned
    const reason = error?.message ?? stderr.trim()
    const hint = reason.includes('libatomic') ? '\nInstall the missing library: apt-get install libatomic1' : ''
    throw new Unable(`the pinned runtime ${pinned} does not run here: ${reason}${hint}`)
  }
  if (Number.parseInt(process.versions.node, 10) >= 26) return process.execPath
  throw new Unable(`no runtime is pinned for ${process.platform} ${process.arch}; start with Node 26 or later.`)
}

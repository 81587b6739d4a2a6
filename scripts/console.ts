// node scripts/console.ts: builds the console into dist/console, unless the build there is of this very tree.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin } from 'vite'
import { top } from './judges.ts'

const target = `${top}dist/console`
const stamp = `${target}/of.txt`

/** Everything that a build depends on. */
const sources = [
  'src/console',
  'src/kernel',
  'src/protocol/acts/track-step.ts',
  'src/protocol/agreement',
  'locales',
  'scripts/console.ts',
  'package-lock.json',
]

function filesOf(path: string): readonly string[] {
  if (/\.[a-z]+$/.test(path)) return [path]
  return readdirSync(top + path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(top.length))
}

/** A digest of what the console is made of. */
function digestOfSources(): string {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesOf).toSorted())
    hash
      .update(`${path}\0`)
      .update(readFileSync(top + path))
      .update('\0')
  return hash.digest('hex')
}

const compress = promisify(brotliCompress)

/** Text is sent compressed by whoever takes it so: once here, at the highest level. */
async function compressTexts(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!/\.(js|css|html|svg)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const packed = await compress(await readFile(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
    await writeFile(`${path}.br`, packed)
  }
}

const early = `${top}src/console/browser/early.ts`

/**
 * The page names, before its own script, the one that asks for what every screen begins with: scripts run in the order in which they stand. Its
 * letters are there when the first words are laid out.
 */
const firstThings: Plugin = {
  name: 'first-things',
  transformIndexHtml: {
    order: 'post',
    handler: (_page, { bundle }) => {
      const files = Object.values(bundle ?? {})
      const script = files.find((file) => file.type === 'chunk' && file.facadeModuleId === early)?.fileName
      const letters = files.find(({ fileName }) => fileName.includes('noto-sans-latin-wght-normal'))?.fileName
      if (script === undefined || letters === undefined)
        throw new Error('the first script or its letters were not built')
      const preload = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${letters}` }
      return [
        { tag: 'script', attrs: { type: 'module', crossorigin: true, src: `/${script}` }, injectTo: 'head-prepend' },
        { tag: 'link', attrs: preload, injectTo: 'head-prepend' },
      ]
    },
  },
}

/** The console in `dist/console`; the former build stays whole until the new one takes its place. */
async function buildConsole(): Promise<void> {
  const digest = digestOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  process.stderr.write('tamga: building the console\n')
  await mkdir(`${top}dist`, { recursive: true })
  const folder = await mkdtemp(`${top}dist/.console-`)
  try {
    const { build } = await import('vite')
    await build({
      configFile: false,
      root: `${top}src/console`,
      base: '/',
      logLevel: 'warn',
      publicDir: false,
      plugins: [firstThings],
      oxc: { jsx: { runtime: 'automatic', development: false } },
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'es2023',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        chunkSizeWarningLimit: 2000,
        rolldownOptions: {
          input: [`${top}src/console/console.html`, early],
          // The word that zod makes no code of strings stands in one file with zod: whatever loads zod has it before its first schema.
          // What is asked for early stands in one that comes before all others and needs none of them.
          output: {
            codeSplitting: {
              groups: [
                {
                  name: 'early',
                  test: /browser\/(?:early|network|settings)\.ts|words\/catalogues\.ts|api\/(?:lists|paged)\.ts/u,
                },
                { name: 'schemas', test: /node_modules\/zod|browser\/no-eval/u },
              ],
            },
          },
          // "use client" is for servers that render React; here everything is the client. What only Node has is nothing for a browser.
          onLog: (level, log, tell) => {
            if (/externalized for browser/u.test(log.message)) throw new Error(log.message)
            if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log)
          },
        },
      },
    })
    await compressTexts(folder)
    await writeFile(`${folder}/of.txt`, digest)
    await rm(target, { recursive: true, force: true })
    await rename(folder, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await buildConsole()

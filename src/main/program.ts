import { main } from '#cli/main.ts'
import type { Local } from '#cli/local.ts'
import { serveForLong } from './runtime-flags.ts'

/** The program: the command line, with the local work of a node behind it, loaded only when a verb asks for it. */
const local: Local = {
  init: async (options, io) => (await import('./init.ts')).init(options, io),
  serve: async (options, io) => {
    serveForLong()
    return (await import('./serve.ts')).serve(options, io)
  },
  config: async (options, io) => (await import('./config.ts')).configOf(options, io),
  configSchema: async () => (await import('./config.ts')).schema(),
  coalition: async (options) => (await import('./coalition.ts')).checkCoalition(options),
  doctor: async (options, io) => (await import('./doctor.ts')).examine(options, io),
  fsck: async (options, io) => (await import('./fsck.ts')).fsck(options, io),
  restore: async (options, io) => (await import('./restore.ts')).restore(options, io),
  verifyBackup: async (options) => (await import('./restore.ts')).verifyBackup(options),
  checkExport: async (options) => (await import('./complete-export.ts')).checkWhole(options),
  openExport: async (options) => (await import('./complete-export.ts')).openWhole(options),
  demo: async (options, io) => {
    serveForLong()
    return (await import('./demo.ts')).serveDemo(options, io)
  },
  federation: async (options) => (await import('./demo.ts')).openFederation(options),
}

await main(process.argv.slice(2), local)

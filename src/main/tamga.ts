import { main } from '#cli/main.ts'
import type { Local } from '#cli/local.ts'

/** The program: the command line, with the local work of a node behind it, loaded only when a verb asks for it. */
const local: Local = {
  demo: async (options, io) => (await import('./demo.ts')).serveDemo(options, io),
  federation: async (options) => (await import('./demo.ts')).openFederation(options),
}

await main(process.argv.slice(2), local)

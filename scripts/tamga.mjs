#!/usr/bin/env node
// npx tamga VERB, from anywhere in the clone.
process.argv.splice(2, 0, 'src/main/tamga.ts')
await import('./launch.mjs')

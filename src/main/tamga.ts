import { enableCompileCache } from 'node:module'
import { compiledFolder } from './compiled.ts'

const folder = compiledFolder(process.env)
if (folder !== undefined) enableCompileCache(folder)
// Only what is loaded from now on is kept.
await import('./program.ts')

// npm run release: one archive that runs on a bare Debian, and its digest beside it.
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import process from 'node:process'
import { makeArchive } from './archive.ts'
import { top } from './judges.ts'

process.stderr.write('making the archive, about half a minute\n')
const { path, sha256 } = await makeArchive({ into: `${top}release`, level: 9 })
await writeFile(`${path}.sha256`, `${sha256}  ${basename(path)}\n`)
process.stdout.write(`${path}\n${sha256}\n`)

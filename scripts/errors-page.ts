// Writes docs/errors.md anew from the table of codes and the English catalogue.
import { writeFile } from 'node:fs/promises'
import { errorsPage, errorsPath } from './errors-table.ts'
import { top } from './judges.ts'

await writeFile(top + errorsPath, errorsPage())

import { isRefusal } from '#kernel/refusal.ts'
import { readSecret } from '#platform/keyring/private-file.ts'
import { archiveIn, checkExport } from '#node/complete-export/read.ts'
import { contentOf } from './file-content.ts'
import { stopOf } from './refused.ts'

interface Named {
  readonly file: string
  readonly keyFile?: string
}

/** `tamga verify` of a complete export: reads the whole file and needs nothing but it and, where it is sealed, its key. */
export async function checkWhole({ file, keyFile }: Named): Promise<object> {
  const key = keyFile === undefined ? undefined : await readSecret(keyFile)
  const found = await checkExport((await contentOf(file))(), key)
  if (!isRefusal(found)) return { ok: true, ...found }
  if (found.code !== 'export-damaged') throw stopOf(found)
  return { ok: false, ...found.params }
}

/** `tamga export open`: the archive as it was before it was sealed. */
export async function openWhole({ file, keyFile }: Required<Named>): Promise<AsyncIterable<Uint8Array>> {
  const archive = await archiveIn((await contentOf(file))(), await readSecret(keyFile))
  if (isRefusal(archive)) throw stopOf(archive)
  return archive
}

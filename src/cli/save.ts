import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileStop } from './context.ts'
import { agreed } from './prompt.ts'
import { progress } from './progress.ts'
import type { Session } from './session.ts'
import { exists } from './share-file.ts'
import { stop } from './stop.ts'
import { bytesWords } from './words.ts'

/**
 * Writes an answer's body to a file, or to standard output without one (or for `-`). A file appears whole or not at all, readable by
 * its owner alone; one that exists is replaced only if a person says so or `--yes` is given.
 */
export async function saveOrPrint(session: Session, response: Response, to: string | undefined): Promise<number> {
  const { io, out, say, globals } = session
  const chunks = response.body ?? []
  if (to === undefined || to === '-') {
    for await (const chunk of chunks) out.bytes(chunk)
    return 0
  }
  const path = resolve(io.cwd, to)
  await mustBeFree(session, path)
  using bar = progress(io, say('cli.progress.download', { file: to }), globals.isQuiet)
  const total = Number(response.headers.get('content-length') ?? 0) || undefined
  const bytes = await writeWhole(path, chunks, (done) => bar.update(done, total))
  out.answer({ file: path, bytes }, () => out.line(say('cli.save.done', { file: to, size: bytesWords(say, bytes) })))
  return 0
}

/** Stops unless the file may be written; asked before the node does any work for it. */
export async function mustBeFree(session: Session, path: string): Promise<void> {
  if (!(await exists(path)) || session.globals.isYes) return
  const canAsk = session.io.stdin.isTerminal && !session.globals.isSilent
  if (canAsk && (await agreed(session, session.say('cli.save.replace', { file: path })))) return
  throw stop('file-exists', { file: path })
}

/** A file that appears whole or not at all, readable by its owner alone. */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBytes: (done: number) => void = () => undefined,
): Promise<number> {
  const beside = `${path}.${process.pid}.part`
  try {
    await using file = await open(beside, 'wx', 0o600)
    let bytes = 0
    for await (const chunk of chunks) {
      await file.writeFile(chunk)
      bytes += chunk.length
      onBytes(bytes)
    }
    await file.sync()
    await rename(beside, path)
    return bytes
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? fileStop(cause, path) : cause
  }
}

import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Imported } from '../answers.ts'
import { count, isSet, needed, text, word } from '../call.ts'
import { fileStop } from '../context.ts'
import { progress } from '../progress.ts'
import { mustBeFree, saveOrPrint, writeWhole } from '../save.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { bytesWords } from '../words.ts'

export const exportVerb: Verb = {
  name: 'export',
  group: 'exchange',
  flags: [
    { flags: '--to <P>' },
    { flags: '--all' },
    { flags: '--out <F>', isRequired: true },
    { flags: '--after <N>' },
  ],
  examples: [
    'export --to bor --out bor.tamga',
    'export --to bor --out bor.tamga --after 12',
    'export --to bor --out - | age -r age1… > bor.tamga.age',
    'export --all --out alt.tamga-export',
  ],
  run: async (session, call) => {
    const to = needed(call, 'out')
    const party = text(call, 'to')
    if (isSet(call, 'all') === (party !== undefined)) throw stop('option-missing', { option: '--to | --all' })
    if (to !== '-') await mustBeFree(session, resolve(session.io.cwd, to))
    const client = await session.node()
    const after = count(call, 'after')
    const json = { to: party, ...(after === undefined ? {} : { after }) }
    const answer = isSet(call, 'all')
      ? await client.raw('/api/v1/export/all', { method: 'POST' })
      : await client.raw('/api/v1/export', { method: 'POST', json })
    return saveOrPrint(session, answer, to)
  },
}

export const exportOpen: Verb = {
  name: 'export open',
  group: 'exchange',
  args: ['<FILE>'],
  flags: [
    { flags: '--key-file <F>', isRequired: true },
    { flags: '--into <F>', isRequired: true },
  ],
  examples: ['export open alt.tamga-export --key-file backup.key --into alt.tar'],
  run: async (session, call) => {
    const { io, out, say } = session
    const local = io.local.openExport
    if (local === undefined) throw stop('not-in-this-build')
    const to = resolve(io.cwd, needed(call, 'into'))
    await mustBeFree(session, to)
    const archive = await local({
      file: resolve(io.cwd, word(call)),
      keyFile: resolve(io.cwd, needed(call, 'keyFile')),
    })
    const bytes = await writeWhole(to, archive)
    out.answer({ file: to, bytes }, () => out.line(say('cli.save.done', { file: to, size: bytesWords(say, bytes) })))
    return 0
  },
}

export const importVerb: Verb = {
  name: 'import',
  group: 'exchange',
  args: ['<FILE>'],
  examples: ['import bor.tamga', 'import - < bor.tamga'],
  run: async (session, call) => {
    const body = await carried(session, word(call))
    const client = await session.node()
    const answer = await client.ask('/api/v1/import', Imported, { method: 'POST', body })
    session.out.answer(answer, () => showImported(session, answer))
    return answer.missing.length > 0 ? 1 : 0
  },
}

function showImported({ out, say }: Session, answer: Imported): void {
  const { parcels, admitted, refused, missing, waiting } = answer
  out.line(
    say('cli.import.done', { parcels, admitted, refused: typeof refused === 'number' ? refused : refused.length }),
  )
  if (waiting > 0) out.line(out.tone('warn', say('cli.import.waiting', { count: waiting })))
  if (missing.length > 0) out.line(out.tone('warn', say('cli.import.missing', { numbers: missing.join(', ') })))
}

/** The file's bytes, with a bar. Opened first, so that what cannot be read is said before the node is asked. */
export async function carried(session: Session, typed: string): Promise<AsyncIterable<Uint8Array>> {
  const { io, say, globals } = session
  if (typed === '-') return io.stdin.bytes()
  const path = resolve(io.cwd, typed)
  const total = await sizeOf(path, typed)
  return (async function* () {
    using bar = progress(io, say('cli.progress.upload', { file: basename(path) }), globals.isQuiet)
    let sent = 0
    const chunks: AsyncIterable<Uint8Array> = createReadStream(path)
    for await (const chunk of chunks) {
      yield chunk
      sent += chunk.length
      bar.update(sent, total)
    }
  })()
}

async function sizeOf(path: string, typed: string): Promise<number> {
  try {
    await using file = await open(path, 'r')
    const about = await file.stat()
    if (about.isDirectory()) throw stop('file-is-a-folder', { file: typed })
    return about.size
  } catch (cause) {
    throw cause instanceof Error && cause.name === 'Stop' ? cause : fileStop(cause, typed)
  }
}

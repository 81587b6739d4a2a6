import { Upload } from './answers.ts'
import type { Client } from './client.ts'
import { progress } from './progress.ts'
import type { Session } from './session.ts'
import type { ShareFile } from './share-file.ts'

/** Streams a file to the node, with a bar on a terminal. */
export async function upload(session: Session, client: Client, file: ShareFile): Promise<Upload> {
  const { io, say, globals } = session
  using bar = progress(io, say('cli.progress.upload', { file: file.name }), globals.isQuiet)
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    let sent = 0
    for await (const chunk of file.content()) {
      yield chunk
      sent += chunk.length
      bar.update(sent, file.bytes)
    }
  }
  const query = { name: file.name, mediaType: file.mediaType }
  return await client.ask('/api/v1/uploads', Upload, { method: 'POST', query, body: counted() })
}

import * as z from 'zod'
import { sendLarge } from '../browser/network.ts'
import { problemIn, unreached } from './ask.ts'
import { Refusal } from './forms.ts'

export const Uploaded = z.object({
  upload: z.string(),
  bytes: z.number(),
  format: z.enum(['stix', 'file']),
  objects: z.number(),
  types: z.record(z.string(), z.number()),
  refused: z.array(z.object({ id: z.string(), type: z.string(), code: z.string(), rule: z.string() })),
  problem: Refusal.optional(),
})
export type Uploaded = z.infer<typeof Uploaded>

export interface Uploading {
  readonly body: Blob
  readonly name: string
  readonly onProgress: (sent: number) => void
  readonly signal: AbortSignal
}

/** Brings a file to the node, which seals it and says what is in it. Nothing is shared by it. */
export async function bring({ body, name, onProgress, signal }: Uploading): Promise<Uploaded> {
  const mediaType = body.type === '' ? 'application/octet-stream' : body.type
  const query = new URLSearchParams({ name, mediaType })
  const headers = {
    'accept-language': document.documentElement.lang,
    'content-type': 'application/octet-stream',
    'tamga-hand': '1',
  }
  const sending = { path: `/api/v1/uploads?${query}`, body, headers, onProgress, signal }
  const { status, text } = await sendLarge(sending).catch((error: unknown) => {
    throw signal.aborted ? error : unreached()
  })
  const value = parsed(text)
  const read = Uploaded.safeParse(value)
  if (status !== 200 && status !== 201) throw problemIn(value, status)
  if (!read.success) throw problemIn(undefined, status)
  return read.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import * as z from 'zod'
import { lettersFor } from '../browser/letters.ts'
import { request } from '../browser/network.ts'
import { isHandNear } from '../browser/now.ts'

/** RFC 9457 as the node writes it: sentence and way out come in the reader's language. */
const Problem = z.object({
  status: z.number(),
  code: z.string(),
  rule: z.string(),
  detail: z.string(),
  wayOut: z.string(),
  ref: z.string(),
})
export type Problem = z.infer<typeof Problem>

/** A no of the node, or of the way to it. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

/** The node was not reached; its sentence is the console's own. */
export const unreachedCode = 'unreached'
export const unreached = (): Refused =>
  new Refused({ status: 0, code: unreachedCode, rule: '', detail: '', wayOut: '', ref: '' })

export function problemIn(value: unknown, status: number): Refused {
  const read = Problem.safeParse(value)
  return new Refused(read.success ? read.data : { status, code: 'internal', rule: '', detail: '', wayOut: '', ref: '' })
}

export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Asks the node that served this page, in the language of the page. Throws `Refused`. */
export async function ask<Value>(path: string, form: z.ZodType<Value>, asking: Asking = {}): Promise<Value> {
  const response = await send(path, asking)
  const value = await valueOf(response)
  if (!response.ok) throw problemIn(value, response.status)
  const read = form.safeParse(value)
  if (!read.success) throw problemIn(undefined, response.status)
  return read.data
}

/** The same where the answer is empty. */
export async function tell(path: string, asking: Asking): Promise<void> {
  const response = await send(path, asking)
  if (!response.ok) throw problemIn(await valueOf(response), response.status)
}

/** The text of a file, as it is; whatever it says, it is text. */
export async function askText(path: string, asking: Asking = {}): Promise<string> {
  const response = await send(path, asking)
  if (!response.ok) throw problemIn(await valueOf(response), response.status)
  return textOf(response)
}

/** A file that the node makes, taken as it comes. `onBytes`: how many have come so far. */
export async function askFile(path: string, asking: Asking, onBytes: (bytes: number) => void): Promise<Blob> {
  const response = await send(path, asking)
  if (!response.ok) throw problemIn(await valueOf(response), response.status)
  const parts: BlobPart[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    parts.push(next.value)
    bytes += next.value.byteLength
    onBytes(bytes)
  }
  return new Blob(parts, { type: 'application/octet-stream' })
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text()
  lettersFor(text)
  return text
}

/** `undefined` where it is no JSON. */
async function valueOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await textOf(response))
  } catch {
    return undefined
  }
}

async function send(path: string, { method = 'GET', body, signal }: Asking): Promise<Response> {
  const headers = new Headers({ 'accept-language': document.documentElement.lang })
  if (isHandNear()) headers.set('tamga-hand', '1')
  if (body !== undefined) headers.set('content-type', 'application/json')
  const init = { method, headers, credentials: 'same-origin', redirect: 'error', ...(signal && { signal }) } as const
  try {
    return await request(path, body === undefined ? init : { ...init, body: JSON.stringify(body) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw unreached()
  }
}

import { createHmac } from 'node:crypto'
import { Fault } from '#kernel/fault.ts'
import { epochMsOf } from '#kernel/instant.ts'
import type { Clock, Fetch } from '#kernel/ports.ts'
import { errorCode, type Adapter, type Attempt, type Message } from './adapter.ts'

export interface WebhookOptions {
  readonly name: string
  readonly url: string
  /** Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string
  readonly fetch: Fetch
  readonly clock: Clock
}

/** A CloudEvents 1.0 envelope in JSON, structured mode, signed as Standard Webhooks 1.0 asks: `webhook-id`, `webhook-timestamp`, `webhook-signature`. */
export function webhook({ name, url, secret, fetch, clock }: WebhookOptions): Adapter {
  const key = keyOf(name, secret)
  return {
    name,
    kind: 'webhook',
    async send(message, signal): Promise<Attempt> {
      const body = JSON.stringify(cloudEvent(message))
      const timestamp = String(Math.floor(epochMsOf(clock.now()) / 1000))
      const headers = {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'webhook-id': message.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature(key, [message.id, timestamp, body])}`,
      }
      try {
        // Nobody is followed anywhere: the address is the operator's.
        const answer = await fetch(new Request(url, { method: 'POST', headers, body, redirect: 'manual', signal }))
        await answer.body?.cancel()
        return judged(answer.status)
      } catch (error) {
        return { kind: 'again', error: errorCode(error) }
      }
    },
  }
}

/** 2xx is taken; 410 asks for no more (Standard Webhooks, "Response"); everything else may be better later. */
function judged(status: number): Attempt {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  return { kind: status === 410 ? 'failed' : 'again', error: `status-${status}` }
}

function cloudEvent({ id, source, type, at, subject, data }: Message) {
  const envelope = { specversion: '1.0', id, source, type: `tamga.${type}`, subject, time: at }
  return { ...envelope, datacontenttype: 'application/json', data }
}

/** HMAC-SHA256 over `id.timestamp.body`, in base64. */
function signature(key: Uint8Array, parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('.')).digest('base64')
}

function keyOf(name: string, secret: string): Uint8Array {
  const key = Buffer.from(secret.replace(/^whsec_/u, ''), 'base64')
  if (!secret.startsWith('whsec_') || key.length < 24 || key.length > 64) {
    throw new Fault('webhook-secret', { params: { name } })
  }
  return key
}

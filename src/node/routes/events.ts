import type { Declaration } from '#platform/http/declaration.ts'
import type { Node } from '../node.ts'

const events = {
  method: 'GET',
  path: '/api/v1/events',
  action: 'content.read',
  summary: 'Server-sent events: hints that something the reader may see is new.',
  answer: { raw: ['text/event-stream'] },
} as const satisfies Declaration

export function eventRoutes({ api, events: hub }: Omit<Node, keyof AsyncDisposable>): void {
  api.route(events, async ({ reader, request }) => hub.open(reader, request.headers.get('last-event-id')))
}

import type { Answer, House } from './federation.ts'

/** A request to some parties to consult, under a label and a title. */
export function consulting(house: House, to: readonly string[], label: object): Promise<Answer> {
  const words = { reason: 'Flights have doubled', legalBasis: 'Article 7', place: 'Almaty, or video' }
  const meeting = { meetsAt: '2026-12-24T09:00:00.000Z', zone: 'Asia/Almaty' }
  return house.ask('liaison', 'POST', '/api/v1/consultations', { ...words, ...meeting, ...label, to })
}

/** What the routes of a consultation take, by the last part of their path. */
export const bodiesOfConsultations: Readonly<Record<string, unknown>> = {
  accept: {},
  decline: { ground: 'law' },
  time: { meetsAt: '2026-12-25T09:00:00.000Z', zone: 'UTC' },
  messages: { text: 't' },
  minutes: { text: 't', heldAt: '2026-11-01T09:00:00.000Z' },
  referral: { outcome: 'not-raised', text: 't' },
  agree: { paper: `act--${'0'.repeat(64)}` },
  close: {},
  withdraw: { reason: 'r' },
}

import type { Answer, House } from './federation.ts'

/** A request for information to one party, under a label and a title. */
export function asking(house: House, to: string, label: object): Promise<Answer> {
  const words = { question: 'Which types were seen?', use: 'A joint warning', legalBasis: 'Article 4' }
  const by = { needBy: '2026-12-24T00:00:00.000Z', zone: 'Asia/Almaty' }
  return house.ask('liaison', 'POST', '/api/v1/rfis', { ...words, ...by, ...label, to: [to] })
}

export const isOfRequests = (path: string): boolean => /\/(?:rfis|rfi-answers|onward)\//u.test(path)

/** What the routes of requests and of onward use take, by the last part of their path. */
export const bodiesOfRequests: Readonly<Record<string, unknown>> = {
  accept: {},
  refuse: { ground: 'law' },
  answer: { text: 't' },
  clarifications: { text: 't' },
  ':party': { text: 't' },
  close: {},
  withdraw: { reason: 'r' },
  onward: { to: ['cas'], use: 'u' },
  grant: {},
  deny: {},
  revoke: {},
  pass: {},
}

/** What a node answers to a search: what is asked for beside the finds is the same whatever they are. */
export interface Lagging {
  readonly lag: number
  readonly lagSince?: string
  readonly stopped?: true
  readonly next?: string
}

export function findsAnswer({ searchParams }: URL, finds: readonly object[], lag: Lagging) {
  const items = searchParams.has('why') ? finds.map((find) => ({ ...find, ...told })) : finds
  return { items, ...lag, ...(searchParams.has('facets') ? { facets: divided } : {}) }
}

/** Why a find is one, as a node says it. */
const told = {
  snippet: 'seen by drones\u001b[31m at night',
  highlights: [[8, 14]],
  reasons: [{ asked: 'drone', how: 'stem', word: 'dron', where: 'description', found: 'drones' }],
}
/** How finds divide. */
const divided = {
  finds: 10_000,
  exact: false,
  type: [{ value: 'malware', count: 9000 }],
  category: [],
  author: [{ value: 'alt', count: 10_000 }],
  level: [],
  technique: Array.from({ length: 15 }, (_, at) => ({ value: `T${1000 + at}`, count: 1 })),
}

/** Which states shared the same, as a node says it. */
export const correlated = {
  states: [
    {
      author: 'cas',
      finds: [{ act: 'act--5', at: '2026-11-21T18:05:00.000Z', object: '', type: 'indicator', name: 'Beacon' }],
      more: true,
    },
  ],
  lag: 0,
}

/** What others shared of the same, as a node says it. */
export const related = {
  items: [
    {
      kind: 'value',
      value: 'evil.example',
      finds: [
        { act: 'act--5', author: 'cas', at: '2026-11-21T18:05:00.000Z', object: '', type: 'indicator', name: 'Beacon' },
      ],
      more: true,
    },
  ],
  lag: 0,
}

import type { Desk } from '../desk.ts'
import { quantile } from '../statistics.ts'

/** Words that most texts hold, pairs, other languages, filters, and what stands nowhere. */
const queries = [
  'q=loader',
  'q=exfiltration+domains',
  'q=certificates&type=malware',
  'q=узел+связи',
  'q=координаты&type=indicator',
  'q=恶意',
  'q=电力&type=attack-pattern',
  'q=CVE-2026-10007',
  'q=nothingofthekind',
  'q=campaign&author=alt',
  'q=archives&category=drones',
  'q=CERT+alt&type=identity',
]

export interface SearchRun {
  readonly p50Ms: number
  readonly p99Ms: number
  /** The slowest of the queries by its median. */
  readonly slowest: string
  readonly slowestMs: number
}

export async function runSearches(desk: Desk, rounds: number): Promise<SearchRun> {
  const took = new Map<string, number[]>(queries.map((query) => [query, []]))
  for (let round = -1; round < rounds; round += 1) {
    for (const query of queries) {
      const began = performance.now()
      await desk.get(`/api/v1/search?${encodeURI(query)}&limit=25`)
      if (round >= 0) took.get(query)?.push(performance.now() - began)
    }
  }
  const all = [...took.values()].flat()
  const [slowest = '', times = []] =
    [...took].toSorted(([, one], [, other]) => quantile(other, 0.5) - quantile(one, 0.5))[0] ?? []
  return { p50Ms: quantile(all, 0.5), p99Ms: quantile(all, 0.99), slowest, slowestMs: quantile(times, 0.5) }
}

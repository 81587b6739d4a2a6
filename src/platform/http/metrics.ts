import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { Fault } from '#kernel/fault.ts'
import type { Fetch } from '#kernel/ports.ts'

/** Who a measurement is about. A peer is the only label there is: acts, people and routes never stand in a metric. */
export interface About {
  readonly peer?: string
}

export interface Metrics {
  /** Counts upwards. The name ends in `_total`. */
  counter(name: string, help: string): (about?: About, by?: number) => void
  /** A value that goes up and down. The name ends in a unit: `_seconds`, `_bytes`, `_count`, `_ratio`. */
  gauge(name: string, help: string): (value: number, about?: About) => void
  /** A distribution. The name ends in `_seconds` or `_bytes`; `buckets` in that unit, ascending. */
  histogram(name: string, help: string, buckets: readonly number[]): (value: number, about?: About) => void
  /** Prometheus text at `/metrics`, for a loopback listener of its own. */
  readonly fetch: Fetch
}

const labelNames = ['peer'] as const

/** `withProcess`: memory, event loop and garbage collection of the whole process; once per process. */
export function metrics(options: { readonly withProcess?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (options.withProcess) collectDefaultMetrics({ register: registry, prefix: 'tamga_' })
  const own = (name: string, help: string, units: string) => {
    if (!new RegExp(`^[a-z][a-z_]{2,60}_(${units})$`, 'u').test(name))
      throw new Fault('metric-name', { params: { name } })
    return { name: `tamga_${name}`, help, labelNames, registers: [registry] }
  }
  return {
    counter(name, help) {
      const counter = new Counter(own(name, help, 'total'))
      return (about = {}, by = 1) => counter.inc({ ...about }, by)
    },
    gauge(name, help) {
      const gauge = new Gauge(own(name, help, 'seconds|bytes|count|ratio'))
      return (value, about = {}) => gauge.set({ ...about }, value)
    },
    histogram(name, help, buckets) {
      const histogram = new Histogram({ ...own(name, help, 'seconds|bytes'), buckets: [...buckets] })
      return (value, about = {}) => histogram.observe({ ...about }, value)
    },
    fetch: (request) => expose(registry, request),
  }
}

/** A page of a browser cannot come here by way of a name that it has pointed at loopback. */
const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

async function expose(registry: Registry, request: Request): Promise<Response> {
  const { pathname, hostname } = new URL(request.url)
  const isAsked = pathname === '/metrics' && request.method === 'GET' && loopbackNames.has(hostname)
  if (!isAsked) return new Response(null, { status: 404 })
  return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } })
}

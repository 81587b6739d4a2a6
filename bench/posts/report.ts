import { milliseconds, tableOf, whereRan, type Line } from '../report.ts'
import { bundleObjects, type PostsRun } from './posts.ts'

export interface PostsRuns {
  /** Other nodes stopped, and all of them there. */
  readonly off: PostsRun
  readonly on: PostsRun
}

const objectsPerSecond = 20_000

const linesOf = (run: PostsRun, delivery: 'off' | 'on'): readonly Line[] => {
  const what = `bundles of ${bundleObjects} objects posted over ${run.lanes} connections, delivery ${delivery}`
  const isOff = delivery === 'off'
  const copied = `${run.bareObjectsPerSecond.toFixed(0)}/s: bare COPY of the same, a durable transaction each`
  return [
    {
      figure: `${what}: objects shared in the first ${(run.warmMs / 1000).toFixed(0)} s of a process`,
      measured: `${run.coldObjectsPerSecond.toFixed(0)}/s`,
      limit: copied,
      ratio: run.bareObjectsPerSecond / run.coldObjectsPerSecond,
    },
    {
      figure: `${what}: objects shared from then on, each bundle validated, signed and durable`,
      measured: `${run.objectsPerSecond.toFixed(0)}/s, ${run.megabytesPerSecond.toFixed(1)} MB/s`,
      limit: `${copied}${isOff ? `; at least ${objectsPerSecond}/s` : ''}`,
      ratio: run.bareObjectsPerSecond / run.objectsPerSecond,
      ...(isOff ? { bar: Number((run.bareObjectsPerSecond / objectsPerSecond).toFixed(2)) } : {}),
    },
    {
      figure: `${what}: answer to a POST, p50 and p99`,
      measured: `${milliseconds(run.p50Ms)}, ${milliseconds(run.p99Ms)}`,
      limit: `${run.processors.toFixed(1)} processors busy, for each bundle ${milliseconds(run.bundleMs)}, of which PostgreSQL ${milliseconds(run.bundleServerMs)}; all is found ${(run.foundAfterMs / 1000).toFixed(0)} s after the last answer`,
      ratio: run.p99Ms / run.p50Ms,
    },
  ]
}

export const postsTable = ({ off, on }: PostsRuns): string => tableOf([...linesOf(off, 'off'), ...linesOf(on, 'on')])

export function postsPage(runs: PostsRuns, at: string): string {
  return `# Results of \`npm run bench:posts\`

A tool posts to a release profile of one node of a demo federation, five nodes in one process over one embedded PostgreSQL. Delivery off: the
other states' nodes are stopped. Every object is held against STIX 2.1 and the rule on persons; every bundle becomes a share through the same
gate as an officer's, with both signatures, and is durable before it is answered. Words are made in the same time. What is sustained is
measured from a warm process on, and beside it what one that has just started does. Only ratios within one run compare.

${whereRan(at)}

${postsTable(runs)}
`
}

import { z } from 'zod'
import { codes } from '#protocol/codes.ts'

/**
 * Why a verb ends without doing what was asked: the node's problem (RFC 9457), or one of the command line's own in the
 * same form. Every member may be missing, since anything may answer at an address.
 */
export const Problem = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  status: z.number().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  rule: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  wayOut: z.string().optional(),
  ref: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>

/** Exit codes of the command line's own reasons; their sentences are `cli.problem.<code>`. */
const own = {
  'answer-unreadable': 1,
  'confirmation-needed': 2,
  'context-unknown': 2,
  'file-exists': 1,
  'file-is-a-folder': 1,
  'file-missing': 1,
  'file-no-rights': 1,
  'file-not-agreement': 5,
  'file-not-json': 1,
  'file-not-stix': 1,
  'file-not-observed': 1,
  'file-not-text': 1,
  'file-too-large': 1,
  'file-unreadable': 1,
  'file-empty': 1,
  'act-ambiguous': 2,
  'act-malformed': 2,
  'act-not-found': 4,
  'desk-malformed': 2,
  'no-node': 2,
  'no-token': 2,
  'node-certificate': 1,
  'node-key-other': 5,
  'node-key-refused': 1,
  'node-key-unknown': 2,
  'node-unreachable': 6,
  'node-invalid': 2,
  'not-in-this-build': 1,
  'option-invalid': 2,
  'option-missing': 2,
  'template-unknown': 2,
  'not-confirmed': 1,
  'parties-waiting': 6,
  'profile-unknown': 4,
  'proof-invalid': 5,
  'saved-unknown': 4,
  'token-empty': 2,
} as const satisfies Record<string, number>

export type OwnCode = keyof typeof own

/** Thrown by a verb that cannot go on; the command line prints the problem and ends with the exit code. */
export class Stop extends Error {
  readonly problem: Problem
  readonly exit: number
  /** Catalogue key of a last line: what did not happen. */
  readonly after: string | undefined

  constructor(problem: Problem, exit: number, after?: string) {
    super(problem.code ?? 'problem')
    this.name = 'Stop'
    this.problem = problem
    this.exit = exit
    this.after = after
  }

  /** The same with a last line. */
  saying(after: string): Stop {
    return new Stop(this.problem, this.exit, after)
  }
}

export function stop(code: OwnCode, params: Readonly<Record<string, string | number>> = {}): Stop {
  return new Stop({ code, params: { ...params } }, own[code])
}

const byStatus: Readonly<Record<number, number>> = { 401: 4, 403: 4, 404: 4, 410: 4, 502: 6, 503: 6, 504: 6 }

/** The exit code a node's problem leads to: the row of its code, or else the status. */
export function exitOf(problem: Problem, status: number): number {
  const row = Object.entries(codes).find(([code]) => code === problem.code)?.[1]
  return row?.exit ?? byStatus[status] ?? 1
}

export function isOwnCode(code: string): code is OwnCode {
  return code in own
}

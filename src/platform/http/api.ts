import type { Context } from 'hono'
import { Hono } from 'hono'
import { Fault } from '#kernel/fault.ts'
import type { Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Reads } from '#platform/db/store.ts'
import { authenticate, authenticateTool, toolChallenge, type Account } from './account.ts'
import { readCall } from './call.ts'
import type { Call, Declaration, Handler, Spoken } from './declaration.ts'
import { Reply, isOpen, isRaw, matches } from './declaration.ts'
import type { Edge } from './problem.ts'
import { faultProblem, newRef, problem } from './problem.ts'
import type { Reader } from './reader.ts'
import { readerOf } from './reader.ts'
import { may, signedActions } from './roles.ts'
import { secured } from './security-headers.ts'
import { sessionAccount, type SessionPorts } from './sessions.ts'

export interface ApiPorts {
  readonly edge: Edge
  readonly store: Reads
  readonly timers: Timers
  /** The charter's levels, lowest first, as of now. */
  readonly levels: () => readonly string[]
  /** Holds every answer against its declaration; an answer that does not fit is a fault. For tests and the demo. */
  readonly checksAnswers?: boolean
  /** Where people sign in at a screen; without it only tokens open. */
  readonly sessions?: Omit<SessionPorts, 'random'>
}

interface Frame {
  readonly Variables: { ref: string }
}

/** A node's HTTP: declared routes, and whatever else is mounted on `app` (federation, tiles, console). */
export interface Api {
  readonly app: Hono<Frame>
  /** Every route declared so far, for the OpenAPI text and for the tests that each must pass. */
  readonly routes: readonly Declaration[]
  /** Routes that are mounted on `app` and described with the others. */
  readonly beside: readonly Spoken[]
  /** Registers a handler. Account, role, query and body are checked before it runs, always in this order. */
  route<const D extends Declaration>(declaration: D, handler: Handler<D>): void
  /** Describes routes that are mounted on `app`. */
  describe(beside: readonly Spoken[]): void
  /** What a listener, or a federation in one process, calls. Never rejects. */
  fetch(request: Request): Promise<Response>
}

export function httpApi(ports: ApiPorts): Api {
  const { edge } = ports
  const routes: Declaration[] = []
  const beside: Spoken[] = []
  const app = new Hono<Frame>()
  app.use('*', async (c, next) => {
    const ref = newRef(edge.random)
    c.set('ref', ref)
    if (isOdd(c.req.url)) return secured(problem(edge, c.req.raw, noSuchPath(), { ref }), ref)
    await next()
    const response = secured(c.res, ref)
    // Setting it copies every header.
    if (response !== c.res) c.res = response
    return undefined
  })
  app.onError((error, c) => faultProblem(edge, c.req.raw, error, { ref: c.get('ref') }))
  app.notFound((c) => notFound(edge, routes, c))
  return {
    app,
    routes,
    beside,
    describe: (more) => void beside.push(...more),
    route(declaration, handler) {
      if (declaration.action === 'public' && declaration.method !== 'GET') throw new Fault('public-write')
      routes.push(declaration)
      app.on(declaration.method, declaration.path, (c) => answer(ports, declaration, handler, c))
    },
    async fetch(request) {
      try {
        return await app.fetch(request)
      } catch (error) {
        return faultProblem(edge, request, error)
      }
    },
  }
}

async function answer<D extends Declaration>(
  ports: ApiPorts,
  declaration: D,
  handler: Handler<D>,
  c: Context<Frame>,
): Promise<Response> {
  const ref = c.get('ref')
  const refused = (refusal: Refusal) =>
    problem(ports.edge, c.req.raw, refusal, { ref, headers: challengeOf(declaration, refusal) })
  const reader = await readerFor(ports, declaration, c.req.raw)
  if (isRefusal(reader)) return refused(reader)
  const given = await readCall(declaration, c.req.raw, ports.timers)
  if (isRefusal(given)) return refused(given)
  const outcome = await handler({ ...given, reader, ref, request: c.req.raw } as Call<D>)
  if (outcome instanceof Response) return outcome
  // A view may have a member `kind` of its own: only a refusal has a rule too.
  if (isRefusal(outcome) && 'rule' in outcome) return refused(outcome)
  return written(ports, declaration, outcome)
}

/** Tools that know nothing but name and password say them when they are asked (RFC 7617). */
const challengeOf = ({ isForTools }: Declaration, { code }: Refusal): Readonly<Record<string, string>> =>
  isForTools === true && code === 'not-authenticated' ? { 'www-authenticate': toolChallenge } : {}

/** Who asks, if he may. `undefined` on public routes, where nobody is asked. */
async function readerFor(
  ports: ApiPorts,
  { action, isForTools }: Declaration,
  request: Request,
): Promise<Reader | Refusal | undefined> {
  if (isOpen(action)) return undefined
  const account = await whoAsks(ports, request, {
    isSigned: signedActions.has(action),
    isForTools: isForTools === true,
  })
  if (isRefusal(account)) return account
  return may(account.role, action) ?? readerOf(account, ports.levels())
}

/** A token, where the request has one, else the session of its browser. */
async function whoAsks(
  ports: ApiPorts,
  request: Request,
  { isSigned, isForTools }: { readonly isSigned: boolean; readonly isForTools: boolean },
): Promise<Account | Refusal> {
  const isScreen = ports.sessions !== undefined && !request.headers.has('authorization')
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  const session = isScreen ? await sessionAccount(ports.sessions, request, isSigned && !isReading) : undefined
  return session ?? (isForTools ? authenticateTool : authenticate)(ports.store, request)
}

function written(ports: ApiPorts, declaration: Declaration, outcome: unknown): Response {
  const value: unknown = outcome instanceof Reply ? outcome.value : outcome
  const usual = declaration.statuses?.[0] ?? (declaration.answer === undefined ? 204 : 200)
  const status = outcome instanceof Reply ? outcome.status : usual
  if (declaration.answer === undefined) return new Response(null, { status })
  if (isRaw(declaration.answer)) throw new Fault('answer-not-bytes', { params: { path: declaration.path } })
  if (ports.checksAnswers) {
    const fit = declaration.answer.safeParse(value)
    const why = fit.error?.issues[0]?.path.join('/')
    if (!fit.success) throw new Fault('answer-unfit', { params: { path: declaration.path, member: why ?? '' } })
  }
  return Response.json(value, { status })
}

/**
 * Whether the path is spelled as a URL parser would not (dot segments, backslashes), or holds a control character: such a path is
 * nobody's (trust C23).
 */
function isOdd(url: string): boolean {
  const [path = ''] = url.slice(url.indexOf('/', url.indexOf('://') + 3)).split(/[?#]/u)
  return !URL.canParse(url) || new URL(url).pathname !== path || /%(?:[01][\da-f]|7f)/iu.test(path)
}

function notFound(edge: Edge, routes: readonly Declaration[], c: Context<Frame>): Response {
  const ref = c.get('ref')
  const methods = routes.filter((route) => matches(route.path, c.req.path)).map((route) => route.method)
  if (methods.length === 0) return problem(edge, c.req.raw, noSuchPath(), { ref })
  const allow = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ')
  const refusal = refuse('method-not-allowed', 'interfaces: paths', { allow })
  return problem(edge, c.req.raw, refusal, { ref, headers: { allow } })
}

const noSuchPath = () => refuse('not-found', 'interfaces: paths')

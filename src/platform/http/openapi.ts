import { z } from 'zod'
import type { Json } from '#platform/db/table.ts'
import type { Declaration, Manner, Raw, Spoken } from './declaration.ts'
import { isOpen, isRaw, paramsOf } from './declaration.ts'
import { actions } from './roles.ts'

/** What the document says of itself. */
export interface ApiInfo {
  readonly title: string
  readonly version: string
}

type JsonObject = Readonly<Record<string, unknown>>

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  rule: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  wayOut: z.string(),
  ref: z.string(),
})

/** OpenAPI 3.1 of the declared routes. Schemas are those that the handlers are checked with. */
export function openApi(info: ApiInfo, routes: readonly (Declaration | Spoken)[]): Json {
  const paths = new Map<string, Record<string, JsonObject>>()
  for (const route of routes) {
    const path = templateOf(route.path)
    paths.set(path, { ...paths.get(path), [route.method.toLowerCase()]: operationOf(route) })
  }
  return {
    openapi: '3.1.0',
    info,
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output'), ...errorSchemas(routes) },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } },
    },
  }
}

/** `/api/v1/acts/:act` as `/api/v1/acts/{act}`. */
export const templateOf = (path: string): string => path.replaceAll(/:([^/]+)/gu, '{$1}')

/** Roles that may use a route. */
export const rolesOf = ({ action }: Declaration): readonly string[] => (isOpen(action) ? [] : actions[action])

function errorSchemas(routes: readonly (Declaration | Spoken)[]): JsonObject {
  const errors = routes.flatMap((route) => mannerOf(route)?.error ?? [])
  return Object.fromEntries(errors.map(({ name, schema }) => [name, schemaOf(schema, 'output')]))
}

const mannerOf = (route: Declaration | Spoken): Manner | undefined => ('manner' in route ? route.manner : undefined)

function operationOf(route: Declaration | Spoken): JsonObject {
  const manner = mannerOf(route)
  const content = route.body === undefined ? {} : contentOf(route.body, 'input', manner?.bodyTypes)
  const body = route.body === undefined ? {} : { requestBody: { required: true, content } }
  const roles = rolesOf(route)
  const schemes = manner?.schemes ?? (route.isForTools === true ? ['basic', 'bearer'] : ['bearer'])
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...(roles.length === 0 ? {} : { description: `Roles: ${roles.join(', ')}.` }),
    security: isOpen(route.action) ? [] : schemes.map((scheme) => ({ [scheme]: [] })),
    parameters: [...paramsOf(route.path).map(pathParameter), ...queryParameters(route.query)],
    ...body,
    responses: { ...successes(route), ...('manner' in route ? failures(route) : { default: problemResponse }) },
  }
}

const operationIdOf = ({ method, path }: Declaration): string =>
  [method.toLowerCase(), ...path.split('/').flatMap((segment) => segment.match(/[a-z0-9]+/giu) ?? [])].join('-')

const problemResponse = {
  description: 'A refusal or a fault (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function failures({ manner, failures: statuses }: Spoken): JsonObject {
  const schema = { $ref: `#/components/schemas/${manner.error.name}` }
  const error = { description: 'An error', content: { [manner.mediaType]: { schema } } }
  return Object.fromEntries(statuses.map((status) => [String(status), error]))
}

function successes(route: Declaration | Spoken): Readonly<Record<string, JsonObject>> {
  const manner = mannerOf(route)
  const statuses = route.statuses ?? [route.answer === undefined ? 204 : 200]
  const types = manner === undefined ? undefined : [manner.mediaType]
  const content = route.answer === undefined ? {} : { content: contentOf(route.answer, 'output', types) }
  const headers = 'headers' in route && route.headers !== undefined ? { headers: headersOf(route.headers) } : {}
  const done = { description: 'Done', ...headers, ...content }
  return Object.fromEntries(statuses.map((status) => [String(status), done]))
}

const headersOf = (headers: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  )

function contentOf(
  shape: z.ZodType | Raw,
  io: 'input' | 'output',
  types: readonly string[] = ['application/json'],
): JsonObject {
  if (!isRaw(shape)) return Object.fromEntries(types.map((type) => [type, { schema: schemaOf(shape, io) }]))
  return Object.fromEntries(shape.raw.map((type) => [type === '*' ? '*/*' : type, { schema: { format: 'binary' } }]))
}

const pathParameter = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: { type: 'string' } })

function queryParameters(query: z.ZodType | undefined): readonly JsonObject[] {
  if (query === undefined) return []
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...own } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return own
}

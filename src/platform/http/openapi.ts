import { z } from 'zod'
import type { Json } from '#platform/db/table.ts'
import type { Declaration, Raw } from './declaration.ts'
import { isRaw, paramsOf } from './declaration.ts'
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
export function openApi(info: ApiInfo, routes: readonly Declaration[]): Json {
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
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  }
}

/** `/api/v1/acts/:act` as `/api/v1/acts/{act}`. */
export const templateOf = (path: string): string => path.replaceAll(/:([^/]+)/gu, '{$1}')

/** Roles that may use a route. */
export const rolesOf = ({ action }: Declaration): readonly string[] => (action === 'public' ? [] : actions[action])

function operationOf(route: Declaration): JsonObject {
  const body =
    route.body === undefined ? {} : { requestBody: { required: true, content: contentOf(route.body, 'input') } }
  const roles = rolesOf(route)
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...(roles.length === 0 ? {} : { description: `Roles: ${roles.join(', ')}.` }),
    security: route.action === 'public' ? [] : [{ bearer: [] }],
    parameters: [...paramsOf(route.path).map(pathParameter), ...queryParameters(route.query)],
    ...body,
    responses: { ...successes(route), default: problemResponse },
  }
}

const operationIdOf = ({ method, path }: Declaration): string =>
  [method.toLowerCase(), ...path.split('/').flatMap((segment) => segment.match(/[a-z0-9]+/giu) ?? [])].join('-')

const problemResponse = {
  description: 'A refusal or a fault (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function successes(route: Declaration): Readonly<Record<string, JsonObject>> {
  const statuses = route.statuses ?? [route.answer === undefined ? 204 : 200]
  const content = route.answer === undefined ? {} : { content: contentOf(route.answer, 'output') }
  return Object.fromEntries(statuses.map((status) => [String(status), { description: 'Done', ...content }]))
}

function contentOf(shape: z.ZodType | Raw, io: 'input' | 'output'): JsonObject {
  if (!isRaw(shape)) return { 'application/json': { schema: schemaOf(shape, io) } }
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

import { z } from 'zod'
import { errorBodySchema } from '@/lib/api/common'
import { type AnyContract, errorsOf, type WireErrorCode } from '@/lib/api/contracts/contract'
import { contracts } from '@/lib/api/contracts/registry'
import { errorStatus } from '@/lib/errors'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of the whole API, made from the schemas that check the calls. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const contract of contracts) paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operation(contract) }
  for (const page of plainPages) paths[page.path] = { get: plainOperation(page) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Outrider',
      version,
      description: 'See and steer a service mesh. Times are ISO 8601 in answers; in queries also epoch milliseconds or now-15m.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Error: toSchema(errorBodySchema, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The value of OUTRIDER_TOKEN, where one is set' },
        session: { type: 'apiKey', in: 'cookie', name: 'outrider_session', description: 'Set by POST /api/v1/session' },
      },
    },
  }
}

function operation(contract: AnyContract): Json {
  const content = Object.fromEntries(
    (contract.body ? contract.bodyTypes : []).map((type) => [type, { schema: toSchema(contract.body, 'input') }]),
  )
  return {
    operationId: operationId(contract),
    summary: contract.summary,
    parameters: [...parameters(contract.params, 'path'), ...parameters(contract.query, 'query'), ...ifMatch(contract)],
    ...(contract.body ? { requestBody: { required: true, content } } : {}),
    ...(contract.isOpen ? { security: [] } : {}),
    responses: { [contract.status]: success(contract), ...errorResponses(errorsOf(contract)) },
  }
}

/** `GET /api/v1/policies/{ns}/{name}` → `getPoliciesNsName`. */
function operationId({ method, path }: AnyContract): string {
  const words = path
    .replace('/api/v1/', '')
    .split(/[^a-zA-Z]+/)
    .filter(Boolean)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function success(contract: AnyContract): Json {
  const schema = toSchema(contract.response, 'output')
  const types = contract.body ? ['application/json'] : contract.bodyTypes
  const tag = { ETag: { description: 'The revision, as a strong tag', schema: { type: 'string' } } }
  return {
    description: contract.status === 201 ? 'Made' : 'Answered',
    ...(contract.etag ? { headers: tag } : {}),
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  }
}

function errorResponses(codes: readonly WireErrorCode[]): Json {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  const sorted = [...codes].sort((a, b) => errorStatus[a] - errorStatus[b])
  return Object.fromEntries(sorted.map((code) => [errorStatus[code], { description: code, content }]))
}

function parameters(schema: z.ZodObject | null, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = asObjectSchema(toSchema(schema, 'input'))
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

const ifMatch = (contract: AnyContract): Json[] =>
  contract.needsIfMatch
    ? [{ name: 'If-Match', in: 'header', required: true, description: 'The ETag that the edit is based on', schema: { type: 'string' } }]
    : []

function toSchema(schema: z.ZodType | null, io: 'input' | 'output'): Json {
  if (!schema) return {}
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json
}

// The JSON Schema of a zod object has these two members, by zod's own documentation.
const asObjectSchema = (schema: Json) => schema as { properties?: Record<string, Json>; required?: string[] }

type Page = { path: string; summary: string; type: string; isOpen: boolean; statuses: readonly WireErrorCode[] }
const plainPages: readonly Page[] = [
  { path: '/healthz', summary: 'The process answers', type: 'application/json', isOpen: true, statuses: ['forbidden', 'internal'] },
  {
    path: '/readyz',
    summary: 'The database can be written and the runtime is alive',
    type: 'application/json',
    isOpen: true,
    statuses: ['forbidden', 'internal', 'unavailable'],
  },
  {
    path: '/metrics',
    summary: "Outrider's own metrics, in Prometheus' text format",
    type: 'text/plain',
    isOpen: false,
    statuses: ['unauthorised', 'forbidden', 'internal', 'unavailable'],
  },
  {
    path: '/api/v1/stream',
    summary: 'Server-sent events: a new window, a changed change, fault, mesh or proxy, with a version to fetch',
    type: 'text/event-stream',
    isOpen: false,
    statuses: ['unauthorised', 'forbidden', 'internal', 'unavailable'],
  },
  {
    path: '/api/v1/audit',
    summary: 'The audit as NDJSON, one row a line, oldest first; ?from and ?to bound it',
    type: 'application/x-ndjson',
    isOpen: false,
    statuses: ['invalid', 'unauthorised', 'forbidden', 'internal', 'unavailable'],
  },
  {
    path: '/api/v1/policy.schema.json',
    summary: 'The JSON Schema of a policy document',
    type: 'application/schema+json',
    isOpen: false,
    statuses: ['unauthorised', 'forbidden', 'internal', 'unavailable'],
  },
  {
    path: '/api/v1/openapi.json',
    summary: 'This document',
    type: 'application/json',
    isOpen: false,
    statuses: ['unauthorised', 'forbidden', 'internal', 'unavailable'],
  },
]

function plainOperation(page: Page): Json {
  const content = { [page.type]: { schema: page.type.endsWith('json') ? { type: 'object' } : { type: 'string' } } }
  return {
    operationId: `get${page.path
      .split(/[^a-zA-Z]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')}`,
    summary: page.summary,
    ...(page.isOpen ? { security: [] } : {}),
    responses: { 200: { description: 'Answered', content }, ...errorResponses(page.statuses) },
  }
}

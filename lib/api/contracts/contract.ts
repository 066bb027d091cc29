import type { z } from 'zod'
import type { ErrorBody } from '@/lib/api/common'
import { parseBy } from '@/lib/api/parse-problems'
import type { Millis } from '@/lib/mesh/names'

export type WireErrorCode = ErrorBody['error']['code']
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** `path` is written like `policy.rules[0].backends[1].weight`; empty for the whole. */
export type InputProblem = { path: string; message: string }
export type Parsed<Input> = { ok: true; input: Input } | { ok: false; problems: InputProblem[] }

/** What came over the wire, before any schema: path segments decoded, query as text, body as JSON (undefined without one). */
export type RawParts = { params: Record<string, string>; query: Record<string, string>; body: unknown; baseRevision: number; now: Millis }

/**
 * One call of the HTTP API: what `route()` serves, what the OpenAPI document says, what the command line and the browser send.
 * errors: the codes this call can answer beside those that every call of its kind can (see `errorsOf`).
 */
export type Contract<Input, Output> = {
  method: Method
  /** With `{name}` for parameters, e.g. `/api/v1/policies/{ns}/{name}`. */
  path: string
  summary: string
  params: z.ZodObject | null
  query: z.ZodObject | null
  body: z.ZodType | null
  /** Accepted content types of the body, and of the answer where the caller prefers another than JSON; the first is the usual one. */
  bodyTypes: readonly BodyType[]
  needsIfMatch: boolean
  /** true: answered without a token. */
  isOpen: boolean
  status: 200 | 201
  errors: readonly WireErrorCode[]
  response: z.ZodType
  parse(parts: RawParts): Parsed<Input>
  toWire(output: Output): unknown
  /** The revision that the strong ETag carries. */
  etag: ((output: Output) => number) | null
}
/** A contract whatever its operation takes and gives. */
export type AnyContract = Contract<unknown, never>
export type BodyType = 'application/json' | 'application/yaml'

/** Thrown by `toInput` for what a schema cannot see, e.g. a time that makes no sense beside `now`. */
export class BadInput extends Error {
  readonly problem: InputProblem
  constructor(path: string, message: string) {
    super(message)
    this.problem = { path, message }
  }
}

type Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType, Input, Output> = {
  method: Method
  path: string
  summary: string
  params?: P
  query?: Q
  body?: B
  bodyTypes?: readonly BodyType[]
  needsIfMatch?: boolean
  isOpen?: boolean
  status?: 200 | 201
  errors?: readonly WireErrorCode[]
  response: R
  toInput(parts: { params: z.output<P>; query: z.output<Q>; body: z.output<B>; baseRevision: number; now: Millis }): Input
  toWire(output: Output): z.input<R>
  etag?: (output: Output) => number
}

/** Completes a contract and ties its schemas to the types of its operation's input and output. */
export function defineContract<
  P extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Q extends z.ZodObject = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  Input = undefined,
  Output = unknown,
>(spec: Spec<P, Q, B, R, Input, Output>): Contract<Input, Output> {
  const { params = null, query = null, body = null } = spec
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    params,
    query,
    body,
    bodyTypes: spec.bodyTypes ?? ['application/json'],
    needsIfMatch: spec.needsIfMatch ?? false,
    isOpen: spec.isOpen ?? false,
    status: spec.status ?? 200,
    errors: spec.errors ?? [],
    response: spec.response,
    toWire: spec.toWire,
    etag: spec.etag ?? null,
    parse(parts) {
      const problems: InputProblem[] = []
      const checked = {
        params: check(params, parts.params, '', problems),
        query: check(query, parts.query, '', problems),
        body: check(body, parts.body, '', problems),
      }
      if (problems.length > 0) return { ok: false, problems }
      try {
        return { ok: true, input: spec.toInput({ ...asChecked<P, Q, B>(checked), baseRevision: parts.baseRevision, now: parts.now }) }
      } catch (error) {
        if (error instanceof BadInput) return { ok: false, problems: [error.problem] }
        throw error
      }
    },
  }
}

/** Every status a call can answer: its own, and those that come with its method, a body, a parameter, `If-Match`. */
export function errorsOf(contract: AnyContract): WireErrorCode[] {
  const codes = new Set<WireErrorCode>(['forbidden', 'internal', 'unavailable', ...contract.errors])
  if (!contract.isOpen) codes.add('unauthorised')
  if (contract.query || contract.params || contract.body) codes.add('invalid')
  if (contract.body) for (const code of ['too_large', 'unsupported'] as const) codes.add(code)
  if (contract.needsIfMatch) for (const code of ['precondition', 'conflict', 'rejected'] as const) codes.add(code)
  return [...codes]
}

/** A document of ten thousand wrong rules is answered with the first of its problems. */
const mostProblems = 50

function check(schema: z.ZodType | null, value: unknown, prefix: string, problems: InputProblem[]): unknown {
  if (!schema) return {}
  const result = parseBy(schema, value)
  if (result.ok) return result.value
  for (const { path, message } of result.problems.slice(0, mostProblems)) problems.push({ path: prefix + toPath(path), message })
  return {}
}

/** `['rules', 0, 'backends']` → `rules[0].backends`. */
export function toPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  )
}

function asChecked<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(checked: {
  params: unknown
  query: unknown
  body: unknown
}) {
  // Each part has just passed the schema whose output type it is given here; `check` answers {} only where there is none.
  return checked as { params: z.output<P>; query: z.output<Q>; body: z.output<B> }
}

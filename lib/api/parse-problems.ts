import { z } from 'zod'
import { nearestName } from '@/lib/mesh/nearest-name'
import { issueWords } from './issue-words'

export type ParseProblem = { path: readonly PropertyKey[]; message: string }
export type ParsedValue<T> = { ok: true; value: T } | { ok: false; problems: ParseProblem[] }

/** Checks a value by its schema. Every problem has its own path and plain words; a key that is not known is named, with the one that was probably meant. */
export function parseBy<T>(schema: z.ZodType<T>, value: unknown): ParsedValue<T> {
  const result = schema.safeParse(value, { error: issueWords })
  if (result.success) return { ok: true, value: result.data }
  return { ok: false, problems: result.error.issues.flatMap((issue) => toProblems(schema, issue)) }
}

function toProblems(schema: z.ZodType, issue: z.core.$ZodIssue): ParseProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }]
  const known = knownKeys(schema, issue.path)
  return issue.keys.map((key) => {
    const meant = nearestName(key, known)
    const hint = meant ? `; did you mean ${JSON.stringify(meant)}?` : known.length > 0 ? `; known are ${known.join(', ')}` : ''
    return { path: [...issue.path, key], message: `there is no key ${JSON.stringify(key)} here${hint}` }
  })
}

/** The keys of the object that the schema has at this path; none where it is not an object. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = unwrap(schema)
  for (const part of path) {
    const { def } = at._zod
    if (isObject(def)) at = unwrap(def.shape[String(part)])
    else if (isArray(def)) at = unwrap(def.element)
    else return []
  }
  return isObject(at._zod.def) ? Object.keys(at._zod.def.shape) : []
}

type Inner = z.core.$ZodType
const isObject = (def: object): def is { shape: Record<string, Inner> } => 'shape' in def
const isArray = (def: object): def is { element: Inner } => 'element' in def

/** Through optional, default, nullable and the like. */
function unwrap(schema: Inner | undefined): Inner {
  let at = schema
  while (at && 'innerType' in at._zod.def) at = asInner(at._zod.def.innerType)
  return at ?? nothing
}

// `innerType` of a wrapping definition is a schema, by zod's own types of those definitions.
const asInner = (value: unknown): Inner => value as Inner
/** Stands where a path leads out of the schema: it has no keys. */
const nothing: Inner = z.never()

import type { z } from 'zod'

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with keys',
  record: 'an object with keys',
  null: 'null',
}

/** What is wrong, in plain words, wherever a schema has none of its own. For the `error` of a parse; the path stands before it. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = kinds[issue.expected] ?? issue.expected
      if (issue.input === undefined) return `this is missing: give ${wanted}`
      return `${describeValue(issue.input)} stands here, it must be ${wanted}`
    }
    case 'invalid_value':
      if (issue.input === undefined) return `this is missing: use ${orList(issue.values.map(String))}`
      return `${describeValue(issue.input)} is not known here: use ${orList(issue.values.map(String))}`
    case 'too_small':
      return `${describeSize(issue.origin, issue.input)} is too little: ${unitOf(issue.origin, 'at least', Number(issue.minimum))}`
    case 'too_big':
      return `${describeSize(issue.origin, issue.input)} is too much: ${unitOf(issue.origin, 'at most', Number(issue.maximum))}`
    case 'invalid_format':
      return `${describeValue(issue.input)} is not written as it must be${issue.format === 'regex' ? '' : ` (${issue.format})`}`
    case 'invalid_union':
      return `${describeValue(issue.input)} has none of the forms that are taken here`
    case 'not_multiple_of':
      return `${describeValue(issue.input)} is not a multiple of ${issue.divisor}`
    default:
      return undefined
  }
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : String(value)
}

function describeSize(origin: string, value: unknown): string {
  if (origin === 'string' && typeof value === 'string') return value === '' ? 'an empty text' : `a text of ${value.length} characters`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  return describeValue(value)
}

function unitOf(origin: string, limit: string, size: number): string {
  if (origin === 'string') return `use ${limit} ${size} ${size === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `list ${limit} ${size}`
  return `use ${limit} ${size}`
}

function orList(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

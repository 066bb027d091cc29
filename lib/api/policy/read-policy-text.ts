import { type Document, isMap, isNode, isScalar } from 'yaml'
import { toPath } from '@/lib/api/contracts/contract'
import { parseBy } from '@/lib/api/parse-problems'
import { policySchema } from '@/lib/api/policies'
import type { Policy } from '@/lib/mesh/policy'
import { checkPolicy, type PolicySurroundings } from '@/lib/routing/check-policy'
import type { PolicyProblem } from '@/lib/routing/policy-problem'
import { type ParsedText, parseText } from './parse-text'

/** One thing to say about a text: `path` into the document (`rules[1].timeout`), the line from 1, and the part of the text, as offsets. */
export type TextProblem = {
  path: string
  message: string
  severity: 'error' | 'warning'
  line: number
  from: number
  to: number
}

/**
 * What a text of YAML says. value: the document as it stands, whatever its shape; undefined where the text is no YAML. read: the document where it has a policy's
 * shape. policy: what would be sent, null while an error stands. Problems are in the order of checks: YAML, then the schema of the API, then the meaning in the mesh.
 */
export type PolicyText = { value: unknown; read: Policy | null; policy: Policy | null; problems: TextProblem[] }

type Found = { path: readonly PropertyKey[]; message: string }

/**
 * Reads and checks a policy by the very functions that guard the API. Without its surroundings (not read yet) the meaning is not judged, and nothing is
 * sent. said: what it surely says, so that it need not be parsed but to find the place of a problem.
 */
export function readPolicyText(
  text: string,
  service: string,
  surroundings: PolicySurroundings | null,
  said?: { value: unknown } | null,
): PolicyText {
  if (text.length > mostCharacters) return { value: undefined, read: null, policy: null, problems: [tooLarge] }
  const refused = (value: unknown, problems: TextProblem[], read: Policy | null = null): PolicyText => ({
    value,
    read,
    policy: null,
    problems,
  })
  const errors = said ? [] : parseText(text).document.errors
  if (errors.length > 0)
    return refused(
      undefined,
      errors.map((error) => toSyntax(error, parseText(text))),
    )
  const value = said ? said.value : toValue(parseText(text).document)
  if (value instanceof Error) return refused(undefined, [place({ path: [], message: value.message }, 'error', text)])
  const parsed = parseBy(policySchema, value)
  if (!parsed.ok)
    return refused(
      value,
      parsed.problems.slice(0, mostProblems).map((problem) => place(problem, 'error', text)),
    )
  const read = parsed.value
  if (read.service !== service)
    return refused(value, [place({ path: ['service'], message: `names ${read.service}, the plan is for ${service}` }, 'error', text)], read)
  if (!surroundings) return refused(value, [], read)
  const check = checkPolicy(read, surroundings)
  if (check.ok) return { value, read, policy: read, problems: check.remarks.map((remark) => place(toFound(remark), 'warning', text)) }
  return refused(
    value,
    check.problems.slice(0, mostProblems).map((problem) => place(toFound(problem), 'error', text)),
    read,
  )
}

/** What the API takes, at the most. */
const mostCharacters = 1024 * 1024
const tooLarge: TextProblem = {
  path: '',
  message: 'the text is larger than 1 MB, and the API takes no larger one: a policy has at most 200 rules',
  severity: 'error',
  line: 1,
  from: 0,
  to: 1,
}

/** As many as an answer of the API tells. */
const mostProblems = 50

const toFound = ({ path, message, fix }: PolicyProblem): Found => ({ path: toKeys(path), message: `${message}; ${fix}` })

function toValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    return error instanceof Error ? error : new Error('this cannot be read')
  }
}

function toSyntax(error: { message: string; pos: [number, number] }, { lines, length }: ParsedText): TextProblem {
  const from = Math.min(error.pos[0], length)
  return {
    path: '',
    message: error.message,
    severity: 'error',
    line: lines.linePos(from).line,
    from,
    to: Math.min(Math.max(error.pos[1], from), length),
  }
}

function place({ path, message }: Found, severity: TextProblem['severity'], text: string): TextProblem {
  const source = parseText(text)
  const [from, to] = rangeOf(path, source)
  return { path: toPath(path), message, severity, line: source.lines.linePos(from).line, from, to }
}

/** Where a path stands: its key, with its value where that is no collection; the nearest part above it where it stands nowhere. */
function rangeOf(path: readonly PropertyKey[], { document, length }: ParsedText): [number, number] {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = document.getIn(path.slice(0, depth - 1), true)
    const key = path[depth - 1]
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key)) : undefined
    const start = isNode(pair?.key) ? pair.key.range : undefined
    if (pair && start) return [start[0], isScalar(pair.value) && pair.value.range ? pair.value.range[1] : start[1]]
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return [node.range[0], isScalar(node) ? node.range[1] : Math.min(node.range[0] + 1, length)]
  }
  return [0, Math.min(1, length)]
}

const toKeys = (path: string): (string | number)[] =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key))

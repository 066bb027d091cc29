import { z } from 'zod'
import type { Contract, InputProblem } from '@/lib/api/contracts/contract'
import { AppError } from '@/lib/errors'
import { pathParams } from './path-params'
import { type Body, readBody } from './read-body'
import type { WebContext } from './web-context'

/** Everything a call carries, checked, in the contract's order: body 400 (413, 415) → If-Match 412 → schema 400. */
export async function readInput<Input>(
  contract: Contract<Input, never>,
  request: Request,
  web: WebContext,
): Promise<{ input: Input; body: Body | null }> {
  const url = new URL(request.url)
  const body = contract.body ? await readBody(request, contract.bodyTypes) : null
  const parsed = contract.parse({
    params: pathParams(contract.path, url.pathname),
    query: Object.fromEntries(url.searchParams),
    baseRevision: contract.needsIfMatch ? readIfMatch(request.headers) : 0,
    body: body?.value,
    now: web.now(),
  })
  if (parsed.ok) return { input: parsed.input, body }
  throw toInvalid(parsed.problems, body)
}

/** Only a strong tag of one revision says which edit this one is based on. */
function readIfMatch(headers: Headers): number {
  const tag = headers.get('if-match')
  const revision = /^\s*"(\d{1,15})"\s*$/.exec(tag ?? '')?.[1]
  if (revision !== undefined) return Number(revision)
  const bare = /^\s*(\d{1,15})\s*$/.exec(tag ?? '')?.[1]
  if (bare !== undefined)
    throw new AppError('precondition', `If-Match "${bare}" is no revision: a strong ETag stands in its quotes, If-Match: "${bare}"`)
  const message = tag === null ? 'If-Match is missing' : `If-Match ${JSON.stringify(tag.slice(0, 60))} is no revision`
  throw new AppError('precondition', `${message}: send the ETag of the GET that the edit is based on, e.g. If-Match: "3"`)
}

function toInvalid(problems: readonly InputProblem[], body: Body | null): AppError {
  const located = problems.map((problem) => ({ ...problem, ...lineOf(problem.path, body) }))
  const first = located[0]
  const where = first
    ? `${first.line === undefined ? '' : `line ${first.line}: `}${first.path ? `${first.path}: ` : ''}${first.message}`
    : 'not as described'
  const more = located.length > 1 ? ` (and ${located.length - 1} more)` : ''
  return new AppError('invalid', where + more, { problems: located })
}

const told = z.object({ problems: z.array(z.looseObject({ path: z.string() })) }).loose()

/** What the operation found wrong with the document, with the line of the body that it stands on. It names places of a policy, which may stand deeper in the body. */
export function withLines(error: unknown, body: Body | null): unknown {
  if (!(error instanceof AppError) || !body) return error
  const details = told.safeParse(error.details)
  if (!details.success) return error
  const problems = details.data.problems.map((problem) => ({
    ...problem,
    ...lineOf(`policy.${problem.path}`, body),
    ...lineOf(problem.path, body),
  }))
  return new AppError(error.code, error.message, { ...details.data, problems })
}

function lineOf(path: string, body: Body | null): { line?: number } {
  const line = body?.lineOf(path) ?? null
  return line === null ? {} : { line }
}

import type { PathRewrite, RuleMatch } from '@/lib/mesh/policy'
import type { PolicyProblem } from './policy-problem'

/** Problems of a new path: one kind of replacement, plain text of a path, and a prefix that the rule's match has. */
export function checkPathRewrite(rewrite: PathRewrite | undefined, match: RuleMatch | undefined, path: string): PolicyProblem[] {
  if (!rewrite) return []
  const { replaceFullPath, replacePrefixMatch } = rewrite
  const given = [replaceFullPath, replacePrefixMatch].filter((part) => part !== undefined)
  if (given.length !== 1)
    return [{ path, message: 'a path is replaced as a whole or by its prefix', fix: 'give one of replaceFullPath and replacePrefixMatch' }]
  const problems: PolicyProblem[] = []
  const name = replaceFullPath === undefined ? 'replacePrefixMatch' : 'replaceFullPath'
  const strange = /[^\x21-\x7e]|[?#]/.exec(given[0] ?? '')
  if (strange)
    problems.push({
      path: `${path}.${name}`,
      message: `the new path holds ${JSON.stringify(strange[0])}`,
      fix: 'write a plain path without a query; other characters per cent encoded, e.g. %20',
    })
  const isByPrefix = match?.path?.exact === undefined && match?.path?.regex === undefined && match?.grpc === undefined
  if (replacePrefixMatch !== undefined && !isByPrefix)
    problems.push({
      path: `${path}.replacePrefixMatch`,
      message: 'the rule does not match by a prefix, so there is none to replace',
      fix: 'match by path.prefix, or use replaceFullPath',
    })
  return problems
}

import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { RuleMatch } from '@/lib/mesh/policy'
import type { PolicyProblem } from './policy-problem'

/** Problems of a rule's match: one kind of path, one kind of header test, a caller that exists. */
export function checkMatch(match: RuleMatch | undefined, path: string, mesh: MeshDocument): PolicyProblem[] {
  if (!match) return []
  const problems: PolicyProblem[] = []
  if (match.path?.prefix !== undefined && match.path.exact !== undefined) {
    problems.push({
      path: `${path}.path`,
      message: 'a path is matched by prefix or exactly, not both',
      fix: 'keep one of prefix and exact',
    })
  }
  if (match.path && match.path.prefix === undefined && match.path.exact === undefined) {
    problems.push({ path: `${path}.path`, message: 'the path match is empty', fix: 'give it a prefix or exact' })
  }
  match.headers?.forEach((header, index) => {
    const at = `${path}.headers[${index}]`
    if (header.exact !== undefined && header.present !== undefined) {
      problems.push({
        path: at,
        message: `header ${header.name} is matched by its value or its presence, not both`,
        fix: 'keep one of exact and present',
      })
    }
    if (header.exact === undefined && header.present === undefined) {
      problems.push({ path: at, message: `header ${header.name} says neither a value nor a presence`, fix: 'add exact, or present: true' })
    }
  })
  if (match.caller !== undefined && !isKnownCaller(match.caller, mesh)) {
    problems.push({
      path: `${path}.caller`,
      message: `there is no caller ${match.caller} in the mesh`,
      fix: 'use a declared service or gateway',
    })
  }
  return problems
}

/** A caller is a declared service or gateway. */
export const isKnownCaller = (caller: string, mesh: MeshDocument): boolean =>
  mesh.services.some((service) => service.name === caller) || mesh.gateways.some((gateway) => gateway.name === caller)

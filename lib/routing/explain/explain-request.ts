import type { AskedRequest, Explanation, Hop } from '@/lib/mesh/explanation'
import type { Fault } from '@/lib/mesh/fault'
import { formatMs } from '@/lib/mesh/format'
import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import type { Policy } from '@/lib/mesh/policy'
import { initialPolicy } from '../initial-policy'
import { type Around, explainOutcome } from './explain-outcome'
import { explainRules } from './explain-rules'
import { findRoute } from './find-route'

export type ExplainInput = {
  mesh: MeshDocument
  policies: readonly Policy[]
  /** Active ones. */
  faults: readonly Fault[]
  /** Endpoints of a version; null where not known. */
  instancesOf: (service: ServiceName, version: string) => number | null
  /** Weights of a rule that a canary's step holds in the proxies for now; null where none does. */
  leasedOf: (service: ServiceName, rule: string) => ReadonlyMap<string, number> | null
  /** Whom a service was seen to call lately, where its `calls` do not say; null where nothing was measured. */
  observedCallees: (service: ServiceName) => readonly ServiceName[] | null
}
export type ExplainQuestion = AskedRequest & { service?: ServiceName | undefined }

const deepest = 5
const mostHops = 50

/**
 * What would happen to a request: the rule that takes it and why the others do not, where it goes, and hop by hop what its destination may call because of it.
 * Of those later calls only the caller is known, so every rule that may take them is told. Pure; O(hops × rules).
 */
export function explainRequest(input: ExplainInput, question: ExplainQuestion): Explanation {
  const { service, ...request } = question
  const found = findRoute(input.mesh, request, service)
  if ('problem' in found) return { request, service: null, problem: found.problem, hops: [], notes: [] }
  const policies = new Map(input.policies.map((policy) => [policy.service, policy]))
  const first = explainHop(input, policies, found.service, found.request, { depth: 0, why: found.why })
  const hops = [first, ...followingHops(input, policies, found.service, first)]
  return { request: found.request, service: found.service.name, problem: null, hops, notes: notesOn(input, hops) }
}

type Policies = ReadonlyMap<ServiceName, Policy>

function explainHop(
  input: ExplainInput,
  policies: Policies,
  spec: ServiceSpec,
  request: AskedRequest,
  at: Pick<Hop, 'depth' | 'why'>,
): Hop {
  const policy = policies.get(spec.name) ?? initialPolicy(spec)
  const around: Around = {
    protocol: spec.protocol,
    faults: spec.protocol === 'tcp' ? [] : input.faults.filter((fault) => fault.service === spec.name),
    instancesOf: (version) => input.instancesOf(spec.name, version),
    leasedOf: (rule) => input.leasedOf(spec.name, rule),
  }
  const { rules, candidates } = explainRules(policy.rules, request)
  const outcomes = candidates.map((candidate) => explainOutcome(candidate, request, around))
  return { ...at, caller: request.caller ?? null, service: spec.name, protocol: spec.protocol, rules, outcomes }
}

/** Breadth first, each caller and callee once. Nothing follows a call that is never forwarded. */
function followingHops(input: ExplainInput, policies: Policies, start: ServiceSpec, first: Hop): Hop[] {
  const specs = new Map(input.mesh.services.map((spec) => [spec.name, spec]))
  const hops: Hop[] = []
  const queue: { spec: ServiceSpec; depth: number }[] = forwards(first) ? [{ spec: start, depth: 0 }] : []
  const seen = new Set([start.name])
  for (let next = queue.shift(); next && hops.length < mostHops; next = queue.shift()) {
    const { spec, depth } = next
    if (depth >= deepest) continue
    for (const name of calleesOf(input, spec)) {
      const callee = specs.get(name)
      if (!callee || hops.length >= mostHops) continue
      const why = spec.calls ? `${spec.name} declares that it calls ${name}` : `${spec.name} was seen to call ${name}`
      const hop = explainHop(input, policies, callee, { caller: spec.name }, { depth: depth + 1, why })
      hops.push(hop)
      if (!seen.has(name) && forwards(hop)) queue.push({ spec: callee, depth: depth + 1 })
      seen.add(name)
    }
  }
  return hops
}

const forwards = (hop: Hop): boolean => hop.outcomes.some((outcome) => outcome.action === 'forward')
const calleesOf = (input: ExplainInput, spec: ServiceSpec): readonly ServiceName[] => spec.calls ?? input.observedCallees(spec.name) ?? []

/** What holds for the way as a whole: waits that a caller's deadline makes vain, and how tries multiply. */
function notesOn(input: ExplainInput, hops: readonly Hop[]): string[] {
  const notes: string[] = []
  const [first] = hops
  for (const hop of hops) {
    const above = hops.find((other) => other.depth === hop.depth - 1 && other.service === hop.caller)
    const deadline = longest(above)
    for (const { rule, timeoutMs } of hop.outcomes)
      if (deadline !== null && hop.protocol !== 'tcp' && (timeoutMs === null || timeoutMs > deadline))
        notes.push(
          `${hop.caller} may wait ${timeoutMs === null ? 'for ever' : formatMs(timeoutMs)} for ${hop.service} (rule ${rule}), but its own callers give up after ${formatMs(deadline)}.`,
        )
  }
  const unknown = input.mesh.services.filter(
    (spec) => !spec.calls && hops.some((hop) => hop.service === spec.name) && input.observedCallees(spec.name) === null,
  )
  for (const spec of unknown) notes.push(`Whom ${spec.name} calls is neither declared nor was it seen lately.`)
  if (first && hops.length >= mostHops) notes.push(`Only the first ${mostHops} calls are told.`)
  return notes
}

/** The longest deadline of a hop; null where one waits for ever. */
function longest(hop: Hop | undefined): number | null {
  if (!hop || hop.protocol === 'tcp') return null
  const waits = hop.outcomes.filter((outcome) => outcome.action === 'forward').map((outcome) => outcome.timeoutMs)
  return waits.length === 0 || waits.includes(null) ? null : Math.max(...waits.flatMap((wait) => wait ?? []))
}

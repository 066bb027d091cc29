import type { z } from 'zod'
import type { topologyResponseSchema } from '@/lib/api/topology'
import type { Problem } from '@/lib/mesh/proxy'
import type { Topology } from '@/lib/mesh/topology'
import { toIso } from './time'

export const toProblemWire = (problem: Problem) => ({ kind: problem.kind, message: problem.message, at: toIso(problem.at) })

export function toTopologyWire(topology: Topology): z.input<typeof topologyResponseSchema> {
  const { window, completeness } = topology
  return {
    ...topology,
    window: { from: toIso(window.from), to: toIso(window.to) },
    completeness: {
      ...completeness,
      problems: completeness.problems.map(({ proxyId, problem }) => ({ proxyId, problem: toProblemWire(problem) })),
    },
  }
}

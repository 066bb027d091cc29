import { z } from 'zod'
import type { Evidence } from '@/lib/mesh/change'
import type { Fault } from '@/lib/mesh/fault'
import type { Levers } from '@/lib/mesh/levers'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy, RuleMatch } from '@/lib/mesh/policy'
import type { ProxyIdentity } from '@/lib/mesh/proxy'
import type { NodePosition } from '../store'

// What the JSON columns of steer.db hold. These check shape only: meaning was checked before it was stored.
const endpoint = z.object({ address: z.string(), port: z.number() })
// Loose, as the document grows feature by feature: a field this list does not name must come out as it went in.
const match = z.looseObject({}).transform((value) => asMatch(value))
const rule = z.looseObject({ name: z.string(), backends: z.array(z.object({ version: z.string(), weight: z.number() })) })
const policy: z.ZodType<Policy> = z
  .looseObject({ service: z.string(), rules: z.array(rule), destination: z.looseObject({}).optional() })
  .transform((value) => asPolicy(value))

// Only documents that passed the schema of the API are ever stored.
function asPolicy(value: object): Policy {
  return value as Policy
}
function asMatch(value: object): Omit<RuleMatch, 'caller'> {
  return value as Omit<RuleMatch, 'caller'>
}

const mesh: z.ZodType<MeshDocument> = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      protocol: z.enum(['http', 'grpc', 'tcp']),
      port: z.number().optional(),
      external: z.boolean().optional(),
      hosts: z.array(z.string()),
      calls: z.array(z.string()).optional(),
      labels: z.record(z.string(), z.string()).optional(),
      versions: z.array(z.object({ name: z.string(), endpoints: z.array(endpoint).optional() })),
    }),
  ),
  gateways: z.array(z.object({ name: z.string(), routes: z.array(z.object({ host: z.string(), path: z.string(), service: z.string() })) })),
})

const evidence: z.ZodType<Evidence[]> = z.array(
  z.object({
    proxyId: z.string(),
    stage: z.enum(['stored', 'accepted', 'loaded', 'observed', 'rejected', 'unsupported']),
    at: z.object({
      stored: z.number(),
      accepted: z.number().optional(),
      loaded: z.number().optional(),
      observed: z.number().optional(),
      rejected: z.number().optional(),
    }),
    reason: z.string().optional(),
  }),
)

const outcome = z.enum(['completed', 'stopped', 'stopped_by_condition', 'expired', 'red_button'])
const rate = { abortsPerSecond: z.number(), delaysPerSecond: z.number(), limitsPerSecond: z.number().optional() }
const counts = z.object({ requests: z.number(), failures: z.number() })
const detected = z.object({ lnMasses: z.array(z.number()), usedMass: z.number(), peakLn: z.number() })
const guardEvidence = z.object({
  before: counts.nullable(),
  phi: z.number(),
  isDispersionMeasured: z.boolean(),
  reached: counts,
  unreached: counts,
  recent: z.array(counts.extend({ to: z.number() })),
  all: detected,
  arm: detected,
  worse: detected,
})
const period = z.object({ from: z.number(), to: z.number() })
const hopCounts = z
  .object({
    requests: z.number(),
    errors: z.number(),
    errorRatio: z.number().nullable(),
    p95Ms: z.number().nullable(),
    retries: z.number(),
    aborts: z.number(),
    delays: z.number(),
  })
  .nullable()
const report = z.object({
  at: z.number(),
  isComplete: z.boolean(),
  before: period,
  during: period.nullable(),
  after: period.nullable(),
  hops: z.array(
    z.object({ source: z.string(), target: z.string(), isFaulted: z.boolean(), before: hopCounts, during: hopCounts, after: hopCounts }),
  ),
  outcomes: z.array(
    z.object({ service: z.string(), kind: z.enum(['passed_on', 'absorbed_by_retry', 'absorbed', 'not_shown']), sentence: z.string() }),
  ),
  sentences: z.array(z.string()),
})
const fault: z.ZodType<Omit<Fault, 'evidence'>> = z.object({
  service: z.string(),
  version: z.string().optional(),
  caller: z.string().optional(),
  match: match.optional(),
  abort: z.object({ percent: z.number(), httpStatus: z.number().optional(), grpcStatus: z.number().optional() }).optional(),
  delay: z.object({ percent: z.number(), fixedDelayMs: z.number() }).optional(),
  bandwidth: z.object({ percent: z.number(), kibPerSecond: z.number() }).optional(),
  maxActive: z.number().optional(),
  durationSeconds: z.number(),
  reason: z.string(),
  hypothesis: z.string().optional(),
  guards: z.array(z.object({ service: z.string(), metric: z.enum(['errorRatio', 'p95', 'p99']), above: z.number() })).optional(),
  overrideLock: z.string().optional(),
  withoutLease: z.boolean().optional(),
  id: z.string(),
  actor: z.string(),
  at: z.number(),
  state: z.enum(['draft', 'applying', 'injecting', 'not_injecting', 'removing', 'ended']),
  stateReason: z.string().nullable(),
  outcome: outcome.nullable(),
  endsAt: z.number(),
  endedAt: z.number().nullable(),
  revision: z.number(),
  stopping: z.object({ outcome, actor: z.string(), reason: z.string(), at: z.number() }).nullable(),
  planned: z.object(rate).nullable(),
  injected: z.object({
    ...rate,
    aborts: z.number(),
    delays: z.number(),
    limits: z.number().optional(),
    overflows: z.number().optional(),
    share: z.object({ requests: z.number(), aborts: z.number(), delays: z.number() }).optional(),
    isPartial: z.boolean().optional(),
    uncounted: z.object({ isAway: z.boolean(), sharedMs: z.number(), unreadMs: z.number() }).optional(),
  }),
  guardEvidence: z.array(guardEvidence).optional(),
  report: report.optional(),
})

const faultLever = z.object({
  place: z.string(),
  destinations: z.array(z.string()),
  counters: z.array(z.string()),
  abort: z
    .object({ percentKey: z.string(), httpStatusKey: z.string(), grpcStatusKey: z.string(), answers: z.enum(['http', 'grpc']) })
    .nullable(),
  delay: z.object({ percentKey: z.string(), durationKey: z.string() }).nullable(),
  maxActiveKey: z.string(),
  narrowedBy: z.string().nullable(),
  bandwidth: z.object({ percentKey: z.string() }).nullable(),
  configured: z.object({
    abortPercent: z.number().nullable(),
    delayPercent: z.number().nullable(),
    bandwidthPercent: z.number().nullable(),
  }),
})
const levers: z.ZodType<Levers> = z.object({
  problem: z.string().nullable(),
  destinations: z.array(z.object({ name: z.string(), hosts: z.array(endpoint) })),
  faults: z.array(faultLever),
  weights: z.array(
    z.object({
      place: z.string(),
      targets: z.array(z.object({ destination: z.string(), weight: z.number(), key: z.string().nullable() })),
      fraction: z.object({ key: z.string().nullable(), problem: z.string().nullable() }).optional(),
    }),
  ),
})

const identity: z.ZodType<ProxyIdentity> = z.object({
  id: z.string(),
  kind: z.enum(['envoy', 'prometheus-text']),
  role: z.enum(['sidecar', 'gateway', 'unknown']),
  service: z.string(),
  version: z.string().nullable(),
  adminUrl: z.string().nullable(),
  inbound: endpoint.nullable(),
  outbound: endpoint.nullable(),
  app: endpoint.nullable(),
  tcp: z.record(z.string(), endpoint),
  zone: z.string().optional(),
  simulated: z.boolean(),
  isStatic: z.boolean(),
  build: z.string().nullable(),
  levers: levers.optional(),
})

const positions: z.ZodType<Record<string, NodePosition>> = z.record(z.string(), z.object({ x: z.number(), y: z.number() }))

export const documents = { policy, mesh, evidence, fault, identity, positions }

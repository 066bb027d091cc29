import { type Fault, type FaultSpec, isFaultActive } from '@/lib/mesh/fault'
import { faultParts } from '@/lib/mesh/fault-key'
import type { MeshDocument, ServiceSpec } from '@/lib/mesh/mesh-document'
import type { ServiceName } from '@/lib/mesh/names'
import { isKnownCaller } from '@/lib/routing/check-caller'
import { checkMatch } from '@/lib/routing/check-match'
import { finestFix, isTooFine } from '@/lib/routing/is-too-fine'
import { faultSentence } from './fault-sentence'

/** invalid: malformed; rejected: well-formed but without sense in this mesh; conflict: another fault or the red button stands in the way. */
export type FaultProblemKind = 'invalid' | 'rejected' | 'conflict'
export type FaultProblem = { kind: FaultProblemKind; path: string; message: string; fix: string }
export type NewFaultsLock = { locked: boolean; reason: string } | null

export const maxDurationSeconds = 3600

/** All that speaks against starting a fault, malformed parts first. Nothing is refused but what cannot be safe or cannot work. */
export function checkFault(spec: FaultSpec, mesh: MeshDocument, activeFaults: readonly Fault[], lock: NewFaultsLock): FaultProblem[] {
  return [...checkShape(spec), ...checkSense(spec, mesh), ...checkOthers(spec, activeFaults, lock)]
}

/** Do both touch a route: one destination, and no version or caller that keeps them apart? One experiment per route is the rule. */
export function doScopesOverlap(a: Scope, b: Scope): boolean {
  const isApart = (one: string | undefined, other: string | undefined): boolean => one !== undefined && other !== undefined && one !== other
  return a.service === b.service && !isApart(a.version, b.version) && !isApart(a.caller, b.caller)
}

type Scope = Pick<FaultSpec, 'service' | 'version' | 'caller'>

/** Can both run at once? They can where they differ in version, in caller or in part (abort, delay, bandwidth). */
export function doFaultsOverlap(a: FaultSpec, b: FaultSpec): boolean {
  return doScopesOverlap(a, b) && faultParts.some((part) => a[part] !== undefined && b[part] !== undefined)
}

function checkShape(spec: FaultSpec): FaultProblem[] {
  const problems: FaultProblem[] = []
  const invalid = (path: string, message: string, fix: string): void => void problems.push({ kind: 'invalid', path, message, fix })
  if (faultParts.every((part) => !spec[part])) invalid('abort', 'the fault does nothing', 'add abort, delay or bandwidth')
  for (const part of faultParts) {
    const percent = spec[part]?.percent
    if (percent === undefined) continue
    if (!(percent >= 0 && percent <= 100)) invalid(`${part}.percent`, `${percent} is not a percent`, 'use 0 to 100')
    else if (isTooFine(percent)) invalid(`${part}.percent`, `${percent} % is finer than a proxy can tell`, finestFix)
  }
  const { httpStatus, grpcStatus } = spec.abort ?? {}
  if (httpStatus !== undefined && !isWhole(httpStatus, 200, 599))
    invalid('abort.httpStatus', `${httpStatus} is not a status to abort with`, 'use 200 to 599')
  if (grpcStatus !== undefined && !isWhole(grpcStatus, 0, 16))
    invalid('abort.grpcStatus', `${grpcStatus} is not a gRPC status`, 'use 0 to 16')
  const delayMs = spec.delay?.fixedDelayMs
  if (delayMs !== undefined && !isWhole(delayMs, 1, 3_600_000))
    invalid('delay.fixedDelayMs', `${delayMs} ms is no delay`, 'use 1 to 3600000')
  const kibPerSecond = spec.bandwidth?.kibPerSecond
  if (kibPerSecond !== undefined && !isWhole(kibPerSecond, 1, 1_000_000))
    invalid('bandwidth.kibPerSecond', `${kibPerSecond} KiB/s is no bandwidth`, 'use 1 to 1000000')
  if (spec.maxActive !== undefined && !isWhole(spec.maxActive, 1, 10_000))
    invalid('maxActive', `${spec.maxActive} is no number of requests to hold`, 'use 1 to 10000')
  if (!isWhole(spec.durationSeconds, 1, maxDurationSeconds)) {
    invalid('durationSeconds', `${spec.durationSeconds} s is no time that a fault can last`, `use 1 to ${maxDurationSeconds} s`)
  }
  spec.guards?.forEach((guard, index) => {
    if (!(guard.above >= 0)) invalid(`guards[${index}].above`, `${guard.above} is not a bound`, 'use a number from 0')
  })
  return problems
}

const isWhole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most

function checkSense(spec: FaultSpec, mesh: MeshDocument): FaultProblem[] {
  const service = mesh.services.find((other) => other.name === spec.service)
  if (!service) {
    const known = mesh.services.map((other) => other.name).join(', ')
    return [
      {
        kind: 'rejected',
        path: 'service',
        message: `there is no service ${spec.service} in the mesh`,
        fix: `use one of ${known || 'the declared services'}`,
      },
    ]
  }
  return [...checkTarget(spec, service, mesh), ...checkGuards(spec, mesh)]
}

function checkTarget(spec: FaultSpec, service: ServiceSpec, mesh: MeshDocument): FaultProblem[] {
  const problems: FaultProblem[] = []
  const rejected = (path: string, message: string, fix: string): void => void problems.push({ kind: 'rejected', path, message, fix })
  if (service.protocol === 'tcp')
    rejected(
      'service',
      `${service.name} is a tcp service: its proxies see connections, not requests, and cannot abort or delay them`,
      'choose an http or grpc service',
    )
  if (spec.version !== undefined && !service.versions.some((version) => version.name === spec.version)) {
    rejected(
      'version',
      `${service.name} has no version ${spec.version}`,
      `use one of ${service.versions.map((version) => version.name).join(', ')}`,
    )
  }
  if (spec.caller !== undefined && !isKnownCaller(spec.caller, mesh)) {
    rejected('caller', `there is no caller ${spec.caller} in the mesh`, 'use a declared service or gateway, or leave caller out')
  } else if (spec.caller !== undefined && !mayCall(spec.caller, spec.service, mesh)) {
    rejected(
      'caller',
      `${spec.caller} does not call ${spec.service}: nothing would be injected`,
      'choose a caller that does, or leave caller out',
    )
  }
  for (const problem of checkMatch(spec.match, 'match', { service, mesh })) problems.push({ kind: 'invalid', ...problem })
  return problems
}

/** By the mesh document: a gateway's routes, a service's `calls`; where it names none, it may call every service. */
function mayCall(caller: ServiceName, service: ServiceName, mesh: MeshDocument): boolean {
  const gateway = mesh.gateways.find(({ name }) => name === caller)
  if (gateway) return gateway.routes.some((route) => route.service === service)
  const calls = mesh.services.find(({ name }) => name === caller)?.calls
  return calls === undefined || calls.includes(service)
}

function checkGuards({ guards }: FaultSpec, mesh: MeshDocument): FaultProblem[] {
  return (guards ?? []).flatMap((guard, index) =>
    isKnownCaller(guard.service, mesh)
      ? []
      : [
          {
            kind: 'rejected' as const,
            path: `guards[${index}].service`,
            message: `there is no service ${guard.service} to guard`,
            fix: 'use a declared service or gateway',
          },
        ],
  )
}

function checkOthers(spec: FaultSpec, activeFaults: readonly Fault[], lock: NewFaultsLock): FaultProblem[] {
  const problems: FaultProblem[] = []
  if (lock?.locked)
    problems.push({
      kind: 'conflict',
      path: '',
      message: `new faults are locked by the red button: ${lock.reason}`,
      fix: 'release the lock first',
    })
  const holders = activeFaults.filter((fault) => isFaultActive(fault) && doScopesOverlap(spec, fault))
  const clash = holders.find((fault) => doFaultsOverlap(spec, fault))
  const other = clash ?? holders[0]
  if (other && (clash || spec.overrideLock === undefined)) {
    problems.push({
      kind: 'conflict',
      path: 'service',
      message: `fault ${other.id} of ${other.actor} holds this route (${faultSentence(other)})`,
      fix: clash ? 'stop it first, or wait for its end' : 'stop it first, or say with overrideLock why both may run',
    })
  }
  return problems
}

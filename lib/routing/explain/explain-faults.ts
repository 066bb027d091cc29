import { describeInjection } from '@/lib/faults/fault-sentence'
import type { AskedRequest, FaultOnTheWay } from '@/lib/mesh/explanation'
import type { Fault } from '@/lib/mesh/fault'
import { type FaultPart, faultParts } from '@/lib/mesh/fault-key'
import { judgeMatch } from './judge-match'

type Applying = { fault: Fault; isCertain: boolean }

/**
 * What active faults do to a request on its way to these versions. Envoy has room for one abort, one delay and one bandwidth in one place: a fault for a version comes
 * before one for all, one for a caller before one for all, then the older one. Of faults with different matches the first that matches has it.
 */
export function explainFaults(faults: readonly Fault[], request: AskedRequest, versions: readonly string[]): FaultOnTheWay[] {
  const rank = (fault: Fault): number => (fault.version === undefined ? 2 : 0) + (fault.caller === undefined ? 1 : 0)
  const applying = faults
    .map((fault) => ({ fault, holds: judgeMatch({ ...fault.match, caller: fault.caller }, request).holds }))
    .filter(({ holds }) => holds !== 'no')
    .map(({ fault, holds }) => ({ fault, isCertain: holds === 'yes' }))
    .sort((a, b) => rank(a.fault) - rank(b.fault) || a.fault.at - b.fault.at)
  const inScope = oneScope(applying)
  const perVersion = versions.map((version) => ({ version, parts: partsOn(inScope, version) }))
  return applying.flatMap((each): FaultOnTheWay[] => {
    const here = perVersion.flatMap(({ version, parts }) => {
      const own = faultParts.filter((part) => parts[part].includes(each))
      return own.length > 0 ? [toFault(each, version, own)] : []
    })
    const isEverywhere = here.length === versions.length && here.every((other) => other.text === here[0]?.text)
    return isEverywhere ? here.slice(0, 1).map((one) => ({ ...one, version: null })) : here
  })
}

/** An uncertain fault leaves its place to the next one when it turns out not to match, so both are told. */
function partsOn(faults: readonly Applying[], version: string): Record<FaultPart, Applying[]> {
  const here = faults.filter(({ fault }) => fault.version === undefined || fault.version === version)
  const able = (part: FaultPart): Applying[] => {
    const having = here.filter(({ fault }) => fault[part] !== undefined)
    const certain = having.findIndex(({ isCertain }) => isCertain)
    return certain < 0 ? having : having.slice(0, certain + 1)
  }
  return { abort: able('abort'), delay: able('delay'), bandwidth: able('bandwidth') }
}

/** Scoped faults that surely match hide the other scopes; those for all requests always stay. */
function oneScope(applying: readonly Applying[]): readonly Applying[] {
  const first = applying.find(({ fault, isCertain }) => fault.match !== undefined && isCertain)
  if (!first) return applying
  const scope = JSON.stringify(first.fault.match)
  return [
    ...applying.filter(({ fault }) => fault.match !== undefined && JSON.stringify(fault.match) === scope),
    ...applying.filter(({ fault }) => fault.match === undefined),
  ]
}

function toFault({ fault, isCertain }: Applying, version: string, parts: readonly FaultPart[]): FaultOnTheWay {
  const abort = parts.includes('abort') ? fault.abort : undefined
  const delay = parts.includes('delay') ? fault.delay : undefined
  const bandwidth = parts.includes('bandwidth') ? fault.bandwidth : undefined
  return {
    id: fault.id,
    version,
    isCertain,
    abortPercent: abort?.percent ?? 0,
    delayPercent: delay?.percent ?? 0,
    text: describeInjection({ abort, delay, bandwidth }),
  }
}

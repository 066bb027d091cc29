import type { FaultWire } from '@/lib/api/faults'
import type { PolicyWire } from '@/lib/api/policies-queries'
import type { ServiceSummary } from '@/lib/api/services'
import { doFaultsOverlap } from '@/lib/faults/check-fault'
import { seenThroughRetries } from '@/lib/faults/planned-injection'
import { isFaultActive } from '@/lib/mesh/fault'
import { formatRate, formatRatio } from '@/lib/mesh/format'
import type { AffectedTraffic } from './affected-traffic'
import { type FaultDraft, numberOf } from './fault-draft'

/** `blocks`: it cannot start; `warns`: it can, and this should be known; `fine`: looked at and in order. */
export type PreflightItem = { kind: 'blocks' | 'warns' | 'fine'; text: string }
export type PreflightInput = {
  draft: FaultDraft
  service: ServiceSummary | undefined
  traffic: AffectedTraffic
  activeFaults: readonly FaultWire[]
  /** The policy of the caller: whoever calls it may retry what it passes on. */
  callerPolicy: PolicyWire | undefined
  /** The driver's reason why this service takes no fault. */
  unsupported: string | null
  isLocked: boolean
}

/** What is checked before the start, the blocking first. The server checks again. */
export function preflight(input: PreflightInput): PreflightItem[] {
  const items = [...locks(input), targetItem(input), trafficItem(input), ...scopeItems(input), ...retryItems(input)]
  const order = { blocks: 0, warns: 1, fine: 2 }
  return items.filter((item) => item !== null).sort((a, b) => order[a.kind] - order[b.kind])
}

function locks({ draft, activeFaults, isLocked, unsupported }: PreflightInput): PreflightItem[] {
  const items: PreflightItem[] = []
  if (isLocked) items.push({ kind: 'blocks', text: 'New faults are locked; release the lock first.' })
  if (unsupported) items.push({ kind: 'blocks', text: `Faults are not supported here: ${unsupported}.` })
  const other = activeFaults.find((fault) => isFaultActive(fault) && doFaultsOverlap(scopeOf(draft), fault))
  if (other) items.push({ kind: 'blocks', text: `A fault of ${other.actor} holds this route already; stop it first.` })
  return items
}

function scopeOf(draft: FaultDraft) {
  return {
    service: draft.service,
    version: draft.version === '' ? undefined : draft.version,
    caller: draft.caller === '' ? undefined : draft.caller,
    ...(draft.hasAbort ? { abort: { percent: numberOf(draft.abortPercent) ?? 0 } } : {}),
    ...(draft.hasDelay ? { delay: { percent: numberOf(draft.delayPercent) ?? 0, fixedDelayMs: 1 } } : {}),
    ...(draft.hasBandwidth ? { bandwidth: { percent: numberOf(draft.bandwidthPercent) ?? 0, kibPerSecond: 1 } } : {}),
    durationSeconds: 1,
    reason: '',
  }
}

function targetItem({ service }: PreflightInput): PreflightItem | null {
  if (!service) return null
  if (service.health === 'healthy') return { kind: 'fine', text: `${service.name} is healthy now.` }
  const why = service.healthReasons[0]
  return {
    kind: 'warns',
    text: `${service.name} is ${service.health} already${why ? `: ${why}` : ''}. What the fault does will be hard to tell apart.`,
  }
}

function trafficItem({ draft, traffic }: PreflightInput): PreflightItem | null {
  if (draft.service === '') return null
  if (traffic.matchedPerSecond === null || traffic.matchedPerSecond === 0) {
    return { kind: 'warns', text: 'No request in this scope in the last 5 min: nothing would be injected, and nothing learnt.' }
  }
  return {
    kind: 'fine',
    text: `${formatRate(traffic.matchedPerSecond)} ${traffic.isUpperBound ? 'at most ' : ''}in scope, measured over the last 5 min.`,
  }
}

function scopeItems({ draft }: PreflightInput): PreflightItem[] {
  const items: PreflightItem[] = []
  if (draft.service !== '' && draft.caller === '')
    items.push({ kind: 'warns', text: 'It meets every caller. One caller first is the smaller experiment.' })
  if (!draft.hasGuard)
    items.push({ kind: 'warns', text: 'No stop condition: it ends by its time alone, whatever it does. This is recorded.' })
  return items
}

function retryItems({ draft, callerPolicy }: PreflightInput): PreflightItem[] {
  const retry = callerPolicy?.rules.at(-1)?.retry
  const percent = numberOf(draft.abortPercent)
  if (!draft.hasAbort || !retry || percent === null || percent <= 0 || draft.caller === '') return []
  const { seenRatio, loadFactor } = seenThroughRetries(percent / 100, retry.attempts)
  return [
    {
      kind: 'warns',
      text: `Calls to ${draft.caller} are retried up to ${retry.attempts} ×. Where it passes the failure on and the retry covers it, at least ${formatRatio(seenRatio)} is seen instead of ${percent} %, at up to ${Number(loadFactor.toPrecision(3))} × the load.`,
    },
  ]
}

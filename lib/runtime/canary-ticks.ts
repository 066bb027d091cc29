import type { ArmTotals } from '@/lib/canary/align-canary-evidence'
import type { CanaryState } from '@/lib/canary/canary-state'
import { type Arms, countArms, type HalfOf, isArmRow } from '@/lib/canary/count-arms'
import type { Tick } from '@/lib/canary/tick'
import type { Millis } from '@/lib/mesh/names'
import type { CountReset, EdgeWindow, ProxyWindow } from '@/lib/mesh/window'

/** What a tick asks of the moment at which it is closed. */
export type TickMoment = {
  now: Millis
  /** The proxies that call the service, and those of them that answer. */
  callers: readonly string[]
  answering: readonly string[]
}
/** What is compared and how; version null: only halves of the baseline's instances are. */
export type TickPlan = {
  plan: { service: string; version: string | null; baseline: string; parameters: Pick<CanaryState['plan']['parameters'], 'tickSeconds'> }
  baseline: Pick<CanaryState['baseline'], 'bounds'>
}
type Slice = { proxyId: string; from: Millis; to: Millis; rows: EdgeWindow[]; resets: readonly CountReset[] }

const completeShare = 0.8

/**
 * Ticks of one canary, from the windows of its callers' proxies as they come in. A window counts once, in the tick in which it came, with both arms: so both are
 * always of the same time of the same proxies, and a late window lengthens a tick instead of reopening one.
 */
export class CanaryTicks {
  private readonly arms: Arms
  private readonly tickMs: number
  private readonly boundsMs: readonly number[]
  private readonly graceMs: number
  private slices: Slice[] = []
  private openedAt: Millis
  private readonly halves = new Map<string, 'first' | 'second'>()
  private totals = new Map<string, ArmTotals>()
  private totalsSince: Millis | null = null

  /** scrapeIntervalMs: a tick waits at most two of these for a proxy that is late. */
  constructor({ plan, baseline }: TickPlan, scrapeIntervalMs: number, now: Millis) {
    this.arms = { service: plan.service, canary: plan.version, baseline: plan.baseline }
    this.tickMs = plan.parameters.tickSeconds * 1000
    this.boundsMs = baseline.bounds.map(({ boundMs }) => boundMs)
    this.graceMs = 2 * scrapeIntervalMs
    this.openedAt = now
  }

  add(window: ProxyWindow): void {
    const rows = window.edges.filter((row) => isArmRow(row, this.arms) || isCopyRow(row, this.arms))
    this.drawHalves(rows)
    this.slices.push({ proxyId: window.proxyId, from: window.from, to: window.to, rows, resets: window.resets ?? [] })
    if (this.totalsSince !== null && window.from >= this.totalsSince) this.addTotals(window.proxyId, rows)
  }

  /**
   * The tick that is over, or null while it is not. `inForceSince`: windows that began before it are no evidence of the present weight. isMirror: its canary's side
   * are the answers to copies, and no others.
   */
  close({ now, answering, callers }: TickMoment, inForceSince: Millis | null, isMirror = false): Tick | null {
    const ageMs = now - this.openedAt
    if (ageMs < this.tickMs) return null
    const heard = new Set(this.slices.map(({ proxyId }) => proxyId).filter((id) => callers.includes(id)))
    if (ageMs < this.tickMs + this.graceMs && answering.some((id) => !heard.has(id))) return null
    const { slices, openedAt } = this
    this.slices = []
    this.openedAt = now
    const all = slices.flatMap((slice) => slice.rows)
    const rows = isMirror ? all.flatMap((row) => toCopyArm(row, this.arms)) : all
    const isEarly = inForceSince !== null && slices.some(({ from }) => from < inForceSince)
    const canHalve = this.halves.size > 1 && !slices.some(({ resets }) => this.isHalfAnew(resets))
    return {
      from: openedAt,
      to: now,
      strata: countArms(rows, this.arms, this.boundsMs, canHalve ? this.halfOf : null),
      dirty: isEarly ? 'a window of it began before the weight was in force' : findOneSidedReset(slices, this.arms, isMirror),
      isComplete: heard.size > 0 && heard.size >= completeShare * callers.length,
      instances: this.instancesIn(rows),
    }
  }

  /** Nothing is counted while there is nothing to count. */
  skipTo(now: Millis): void {
    this.slices = []
    this.openedAt = now
  }

  /** Requests of both arms that a proxy sent in windows since `since`; another moment begins anew. */
  totalsOf(proxyId: string, since: Millis | null): ArmTotals {
    if (since !== this.totalsSince) {
      this.totals = new Map()
      this.totalsSince = since
    }
    return this.totals.get(proxyId) ?? { canary: 0, baseline: 0 }
  }

  private addTotals(proxyId: string, rows: readonly EdgeWindow[]): void {
    const known = this.totals.get(proxyId) ?? { canary: 0, baseline: 0 }
    const sum = (version: string | null): number =>
      rows
        .filter((row) => isArmRow(row, this.arms) && row.key.level === 'edge' && row.key.target.version === version)
        .reduce((all, { key, counts }) => all + (key.protocol === 'tcp' ? counts.connections : counts.requests), 0)
    this.totals.set(proxyId, {
      canary: known.canary + sum(this.arms.canary),
      baseline: known.baseline + sum(this.arms.baseline),
    })
  }

  /** Requests of one half of the baseline's instances are missing, and none of the other. */
  private isHalfAnew(resets: readonly CountReset[]): boolean {
    const { service, baseline } = this.arms
    const anew = resets.flatMap(({ level, target, mirror }) =>
      level === 'host' && !mirror && target.service === service && target.version === baseline && target.instance !== null
        ? [this.halfOf(target.instance)]
        : [],
    )
    return anew.includes('first') !== anew.includes('second')
  }

  private readonly halfOf: HalfOf = (instance) => this.halves.get(instance) ?? null

  /** Drawn once, by name: whoever comes later joins the smaller half. */
  private drawHalves(rows: readonly EdgeWindow[]): void {
    const fresh = rows
      .flatMap(({ key }) =>
        key.level === 'host' && key.target.version === this.arms.baseline && key.target.instance !== null ? [key.target.instance] : [],
      )
      .filter((instance) => !this.halves.has(instance))
    for (const instance of [...new Set(fresh)].sort()) {
      const first = [...this.halves.values()].filter((half) => half === 'first').length
      this.halves.set(instance, 2 * first <= this.halves.size ? 'first' : 'second')
    }
  }

  private instancesIn(rows: readonly EdgeWindow[]): string[] {
    const reporting = rows.flatMap(({ key, counts }) =>
      !key.mirror && key.target.version === this.arms.canary && key.target.instance !== null && counts.requests + counts.connections > 0
        ? [key.target.instance]
        : [],
    )
    return [...new Set(reporting)].sort()
  }
}

/** Where requests of one arm are missing, and none of the other in the same window: what is left is no fair comparison. A proxy that was started anew lacks both. */
function findOneSidedReset(slices: readonly Slice[], { service, canary, baseline }: Arms, isMirror: boolean): string | null {
  if (canary === null) return null
  for (const { proxyId, resets } of slices) {
    const isAnew = (version: string, isCopy: boolean): boolean =>
      resets.some(
        ({ level, target, mirror }) => level === 'edge' && target.service === service && target.version === version && mirror === isCopy,
      )
    const [isCanaryAnew, isBaselineAnew] = [isAnew(canary, isMirror), isAnew(baseline, false)]
    if (isCanaryAnew !== isBaselineAnew)
      return `${proxyId} began to count ${isCanaryAnew ? canary : baseline} anew: a part of its requests is missing`
  }
  return null
}

/** Answers of the canary's version to copies of requests, as their sender counted them: in no arm but while copies are what is looked at. */
const isCopyRow = ({ key }: EdgeWindow, { service, canary }: Arms): boolean =>
  key.mirror && key.side === 'client' && key.target.service === service && canary !== null && key.target.version === canary

/** A copy's row as the canary's; what users were answered by that version is left out. */
function toCopyArm(row: EdgeWindow, arms: Arms): EdgeWindow[] {
  if (isCopyRow(row, arms)) return [{ ...row, key: { ...row.key, mirror: false } }]
  return row.key.target.version === arms.canary ? [] : [row]
}

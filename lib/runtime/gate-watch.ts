import type { CanaryState } from '@/lib/canary/canary-state'
import type { GateAnswer } from '@/lib/canary/observation'
import { trafficText } from '@/lib/canary/transitions'
import type { Millis } from '@/lib/mesh/names'
import type { RuntimeContext } from './runtime-context'
import { makeSignedCall, withoutQuery } from './signed-call'
import type { Webhook } from './webhook-loop'

const firstRetryMs = 2_000
const longestRetryMs = 60_000

type Gate = { answer: GateAnswer | null; attempts: number; nextAt: Millis; isAsking: boolean }

/**
 * Asks the gates that canaries stand before until each answers 200: again after 2 s, 4 s … 1 min, each call with a deadline of its own, signed as a webhook's.
 * Only hosts of the configured webhooks are asked. One that hangs holds up nobody but its canary, which says so.
 */
export class GateWatch {
  private readonly gates = new Map<string, Gate>()
  private readonly ctx: Pick<RuntimeContext, 'log' | 'now'>
  private readonly hooks: readonly Webhook[]
  private readonly signal: AbortSignal
  private readonly onAnswer: () => void

  constructor(ctx: Pick<RuntimeContext, 'log' | 'now'>, hooks: readonly Webhook[], signal: AbortSignal, onAnswer: () => void) {
    this.ctx = ctx
    this.hooks = hooks
    this.signal = signal
    this.onAnswer = onAnswer
  }

  /** What the gate last answered in the present wait before it, and asks it; null: not asked yet, or nothing waits for it. A pause, or any other hold, ends the wait. */
  of(state: CanaryState): GateAnswer | null {
    const { plan, stepEntry, phase } = state
    const step = plan.parameters.steps[state.step]
    const isWaiting = phase.name === 'held' && phase.cause === 'gate'
    const url = isWaiting && step?.kind === 'weight' ? step.gate?.url : undefined
    const key = url === undefined ? null : `${plan.id} ${stepEntry}`
    for (const known of this.gates.keys()) if (known.startsWith(`${plan.id} `) && known !== key) this.gates.delete(known)
    if (url === undefined || key === null) return null
    const gate = this.gates.get(key) ?? { answer: null, attempts: 0, nextAt: 0, isAsking: false }
    this.gates.set(key, gate)
    if (!gate.isAsking && !gate.answer?.isOpen && this.ctx.now() >= gate.nextAt) void this.ask(gate, url, state)
    return gate.answer
  }

  private async ask(gate: Gate, url: string, state: CanaryState): Promise<void> {
    gate.isAsking = true
    gate.attempts += 1
    const status = await this.call(url, gate.attempts, state)
    gate.isAsking = false
    gate.nextAt = this.ctx.now() + Math.min(longestRetryMs, firstRetryMs * 2 ** (gate.attempts - 1))
    gate.answer = { isOpen: status === 200, text: typeof status === 'number' ? `it answered ${status}` : status }
    if (gate.attempts === 1 || status === 200)
      this.ctx.log.info({ canary: state.plan.id, url: withoutQuery(url), answer: gate.answer.text }, 'a gate was asked')
    if (!this.signal.aborted) this.onAnswer()
  }

  private async call(url: string, attempt: number, { plan, step, traffic }: CanaryState): Promise<number | string> {
    const origin = originOf(url)
    const hook = this.hooks.find((each) => origin !== null && originOf(each.url) === origin)
    if (!hook) return 'its host is not among the webhooks of the configuration any more'
    const { id, service, version, baseline } = plan
    const at = this.ctx.now()
    const text = `May the canary of ${service} ${version} go on from ${trafficText(traffic)}?`
    const canary = { id, service, version, baseline, step: step + 1, steps: plan.parameters.steps.length }
    const body = JSON.stringify({ text, event: 'canary.gate', at: new Date(at).toISOString(), canary })
    return makeSignedCall({ url, secret: hook.secret, body, delivery: `gate-${id}-${step + 1}-${attempt}`, at }, this.signal)
  }
}

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null)

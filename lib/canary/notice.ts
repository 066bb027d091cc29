import { type CanaryCommand, type CanaryState, weightOf } from './canary-state'

/** What a webhook is told: `text` alone is a message, as Slack takes it. */
export type CanaryNotice = {
  text: string
  event: 'canary.started' | 'canary.step' | 'canary.verdict' | 'canary.ended' | 'canary.alert'
  at: string
  canary: {
    id: string
    service: string
    version: string
    baseline: string
    state: string
    outcome: string | null
    weight: number
    actor: string
    reason: string
  }
}

/** null for a command that nobody outside is told of. `state` as it is after the command. */
export function toNotice(state: CanaryState, command: CanaryCommand): CanaryNotice | null {
  if (command.kind !== 'notify' && command.kind !== 'alert') return null
  const { plan, phase, traffic } = state
  const { id, service, version, baseline, actor, reason } = plan
  const event = command.kind === 'alert' ? ('canary.alert' as const) : (`canary.${command.event}` as const)
  return {
    text: `Canary of ${service} ${version}, ${event.slice('canary.'.length)}: ${command.text}`,
    event,
    at: new Date(state.at).toISOString(),
    canary: {
      id,
      service,
      version,
      baseline,
      state: phase.name,
      outcome: phase.name === 'ended' ? phase.outcome : null,
      weight: weightOf(traffic),
      actor,
      reason,
    },
  }
}

import type { PlanWarning } from '@/lib/mesh/plan'
import type { Warn } from './warning-input'

/** A canary or a fault that runs on the same route. */
export const warnOverlays: Warn = ({ faults, canaries, after }) => {
  const warnings: PlanWarning[] = canaries.map((id) => ({
    rule: 'canary_running',
    message: `Canary ${id} moves weights of ${after.service} now: both edits meet on one route`,
    fix: 'Abort the canary first, or wait for its end',
  }))
  for (const fault of faults) {
    const scope = [fault.version ?? '', fault.caller ? `from ${fault.caller}` : ''].filter((part) => part !== '').join(' ')
    warnings.push({
      rule: 'fault_running',
      message: `Fault ${fault.id} runs on ${after.service}${scope ? ` ${scope}` : ''}: what you see after this edit is partly its doing`,
      fix: 'Stop the fault first',
    })
  }
  return warnings
}

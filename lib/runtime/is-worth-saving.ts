import type { CanaryRecord } from '@/lib/canary/canary-record'
import type { CanaryCommand } from '@/lib/canary/canary-state'

/** Time alone is not worth a write, but the lease is, now and then. */
export function isWorthSaving(before: CanaryRecord, after: CanaryRecord, commands: readonly CanaryCommand[]): boolean {
  if (commands.length > 0) return true
  const leaseMs = after.state.plan.parameters.leaseSeconds * 1000
  if (after.state.leaseUntil - before.state.leaseUntil >= leaseMs / 3) return true
  const timeless = { at: 0, leaseUntil: 0 }
  return (
    !isEqual({ ...before.state, ...timeless }, { ...after.state, ...timeless }) || !isEqual({ ...before, state: 0 }, { ...after, state: 0 })
  )
}

/** Part by part, and only what is not the very same by its text: nearly everything is. */
function isEqual(before: object, after: object): boolean {
  const [was, is] = [Object.entries(before), new Map<string, unknown>(Object.entries(after))]
  return (
    was.length === is.size && was.every(([key, value]) => value === is.get(key) || JSON.stringify(value) === JSON.stringify(is.get(key)))
  )
}

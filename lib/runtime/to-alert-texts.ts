import type { CanaryRecord } from '@/lib/canary/canary-record'
import type { CanaryCommand } from '@/lib/canary/canary-state'

/** By key: what was alerted before, and what these commands alert. */
export function toAlertTexts({ alertTexts }: CanaryRecord, commands: readonly CanaryCommand[]): Record<string, string> {
  const fresh = commands.flatMap((command) => (command.kind === 'alert' ? [[command.key, command.text] as const] : []))
  return fresh.length === 0 ? alertTexts : { ...alertTexts, ...Object.fromEntries(fresh) }
}

import { type PresetName, presets } from '@/lib/canary/presets'
import { formatSpan } from '@/lib/mesh/format-time'

export const presetNames: readonly PresetName[] = ['careful', 'normal', 'fast']

/** `5, 10, 25, 50 %, then all; at least 2 min on each; wrongly rolled back in at most 1 % of runs`. */
export function presetWords(name: PresetName): string {
  const { steps, holdSeconds, alpha } = presets[name]
  const weights = steps.map((step) => (step.kind === 'weight' ? String(step.weightPercent) : step.kind)).join(', ')
  return `${weights} %, then all; at least ${formatSpan(holdSeconds * 1000)} on each; a good version is rolled back in at most ${Number((alpha * 100).toPrecision(2))} % of runs`
}

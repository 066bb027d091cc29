import type { CanaryVerdict } from '@/lib/mesh/canary'
import type { CanaryState } from './canary-state'
import { trafficText } from './transitions'

const words: Record<CanaryVerdict, string> = {
  worse: 'worse',
  not_worse: 'not worse so far',
  unknown: 'unknown yet',
  blind: 'blind: numbers are missing',
}

/** `canary v2 at 10 % (step 1 of 4): unknown yet`, `canary v2 at 10 %, held: paused by ada`. */
export function canarySentence({ plan, phase, traffic, step, startedAt, verdict }: CanaryState): string {
  const head = `canary ${plan.version} at ${trafficText(traffic)}`
  if (startedAt === null) return `canary ${plan.version}, not begun`
  switch (phase.name) {
    case 'held':
      return `${head}, held: ${phase.text}`
    case 'promoting':
      return `canary ${plan.version} is promoted to 100 %`
    case 'rolling_back':
      return `canary ${plan.version} is rolled back: ${phase.text}`
    case 'ended':
      return `canary ${plan.version} has ended: ${phase.outcome}`
    default:
      return `${head} (step ${step + 1} of ${plan.parameters.steps.length}): ${words[verdict]}`
  }
}

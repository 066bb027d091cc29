import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { aboutSpan } from './about-span'

type Forecast = CanaryWire['forecast']

/** The server's sentence, as one. */
export function forecastSentence({ sentence }: Forecast): string {
  const words = displayName(sentence, 300)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`
}

/** How long a good version takes to 100 %, as it was simulated; says so where it could not be. */
export function promotionSentence({ promotion, isDispersionMeasured }: Forecast, baseline: string): string {
  const name = displayName(baseline, 20)
  const assumed = isDispersionMeasured ? '' : ' Dispersion is not measured yet: it is assumed, on the safe side.'
  if (promotion === null)
    return `How long a good version takes to 100 % is not known: there is no history of ${name} to simulate on.${assumed}`
  const { medianSeconds, p90Seconds, runs } = promotion
  const on = `${runs} runs simulated on the last hour of ${name}`
  if (medianSeconds === null) return `A version like ${name} would mostly not reach 100 % before the deadline (${on}).${assumed}`
  const late = p90Seconds === null ? 'not all of them before the deadline' : `nine of ten within ${aboutSpan(p90Seconds)}`
  return `A version like ${name} would be at 100 % in about ${aboutSpan(medianSeconds)}, ${late} (${on}).${assumed}`
}

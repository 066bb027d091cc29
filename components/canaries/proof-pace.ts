import type { CanaryTickWire } from './step-ticks'

const leastTicks = 4

/**
 * Seconds until "not worse" is reached if the evidence of this stay on the step goes on as it went so far; the slowest metric decides. null: it does not approach,
 * or there are fewer than 4 counted ticks to tell by. 0: it is reached. requiredLn above 0.
 */
export function secondsToProof(counted: readonly CanaryTickWire[], requiredLn: number): number | null {
  const [first] = counted
  const last = counted.at(-1)
  if (!first || !last) return null
  const spanSeconds = (Date.parse(last.to) - Date.parse(first.from)) / 1000
  const reached = last.notWorseLn.latency === null ? [last.notWorseLn.errors] : [last.notWorseLn.errors, last.notWorseLn.latency]
  if (reached.every((ln) => ln >= requiredLn)) return 0
  if (counted.length < leastTicks || spanSeconds <= 0) return null
  let slowest = 0
  for (const ln of reached) {
    if (ln >= requiredLn) continue
    if (ln <= 0) return null
    slowest = Math.max(slowest, ((requiredLn - ln) / ln) * spanSeconds)
  }
  return slowest
}

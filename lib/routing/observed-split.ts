import { logBeta } from './log-beta'

export type SplitVerdict = 'agrees' | 'disagrees' | 'too_few'

const alarmLn = Math.log(1000)
const concentration = 200
/** An arm that should get nothing, or everything, still meets requests under way: judged as one in a thousand. */
const floor = 0.001
const enoughRequests = 20
const enoughInSmallestArm = 5

/**
 * Evidence that an arm's share is not `share`, as ln E of a beta-binomial against the binomial; it may be read at any time, alarm at ln 1000.
 * share in 0..1 exclusive; arm = requests of this version, total = of all. Source: handbook, canary-and-faults.md 2.7.
 */
export function splitEvidenceLn(share: number, arm: number, total: number): number {
  const a = concentration * share
  const b = concentration * (1 - share)
  return logBeta(a + arm, b + total - arm) - logBeta(a, b) - arm * Math.log(share) - (total - arm) * Math.log(1 - share)
}

/**
 * Does traffic agree with the weights that were asked for? weights: relative, per version; counts: whole requests (tcp: connections) per version since then.
 * disagrees: the evidence against some version's share reached 1,000 (false alarms about 0.05 %). too_few: under 20 requests in all, or under 5 expected
 * in the smallest version that has weight: nothing can be told yet. Not valid where users stick to a version.
 */
export function observedSplit(weights: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>): SplitVerdict {
  const sum = [...weights.values()].reduce((all, weight) => all + weight, 0)
  const total = [...counts.values()].reduce((all, count) => all + count, 0)
  if (sum <= 0 || total <= 0) return 'too_few'
  const versions = new Set([...weights.keys(), ...counts.keys()])
  let smallest = 1
  for (const version of versions) {
    const share = (weights.get(version) ?? 0) / sum
    const judged = Math.min(1 - floor, Math.max(floor, share))
    if (splitEvidenceLn(judged, counts.get(version) ?? 0, total) >= alarmLn) return 'disagrees'
    if (share > 0) smallest = Math.min(smallest, share)
  }
  return total < enoughRequests || total * smallest < enoughInSmallestArm ? 'too_few' : 'agrees'
}

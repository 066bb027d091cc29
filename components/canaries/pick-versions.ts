type Weighted = { name: string; weightPercent: number | null; instances: number }

/**
 * Which version a canary of a service would be of, and which it would be compared with: the baseline is the version with most of the traffic, the canary the newest
 * (last listed) of the others, one with an instance first. null: there are no two versions.
 */
export function pickVersions(versions: readonly Weighted[]): { version: string; baseline: string } | null {
  let baseline: Weighted | undefined
  for (const each of versions) if (!baseline || (each.weightPercent ?? 0) > (baseline.weightPercent ?? 0)) baseline = each
  const others = versions.filter((each) => each !== baseline)
  const canary = others.findLast((each) => each.instances > 0) ?? others.at(-1)
  return baseline && canary ? { version: canary.name, baseline: baseline.name } : null
}

export type Weight = { version: string; weight: number; isLocked: boolean }

/**
 * The weights after `version` was set to `wanted` per cent: the other unlocked ones share the rest in their present proportion, so that the sum is
 * 100 as before. `wanted` is rounded and kept within what the locks leave; where everything else is locked nothing changes. Order is kept.
 */
export function setWeight(weights: readonly Weight[], version: string, wanted: number): Weight[] {
  const locked = weights.filter((each) => each.isLocked && each.version !== version).reduce((sum, each) => sum + each.weight, 0)
  const others = weights.filter((each) => !each.isLocked && each.version !== version)
  if (others.length === 0) return [...weights]
  const value = Math.min(100 - locked, Math.max(0, Math.round(wanted)))
  const shares = spread(
    others.map((each) => each.weight),
    100 - locked - value,
  )
  const next = new Map(others.map((each, index) => [each.version, shares[index] ?? 0]))
  next.set(version, value)
  return weights.map((each) => ({ ...each, weight: next.get(each.version) ?? each.weight }))
}

/** Moves `by` per cent over the joint between the weights at `index` and `index + 1`; both stay within 0 and their sum. */
export function moveJoint(weights: readonly Weight[], index: number, by: number): Weight[] {
  const left = weights[index]
  const right = weights[index + 1]
  if (!left || !right) return [...weights]
  const move = Math.min(right.weight, Math.max(-left.weight, Math.round(by)))
  return weights.map((each, at) => {
    if (at === index) return { ...each, weight: each.weight + move }
    return at === index + 1 ? { ...each, weight: each.weight - move } : each
  })
}

/** `total` in whole numbers in the given proportion, the largest remainders rounded up; evenly from the first where all are 0. */
function spread(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (sum === 0) return weights.map((_, index) => (index === 0 ? total : 0))
  const exact = weights.map((weight) => (weight * total) / sum)
  const whole = exact.map(Math.floor)
  const missing = total - whole.reduce((all, weight) => all + weight, 0)
  const byRest = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of byRest.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1
  return whole
}

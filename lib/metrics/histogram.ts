import type { Bin, Histogram } from '@/lib/mesh/window'

/**
 * Adds the bins of several windows or proxies. Bins with the same bounds are added; different widths stand side by side, sorted by lower then upper bound,
 * so nothing is interpolated and no count moves. Order of the list is irrelevant. O(n log k) for n bins in k histograms that are sorted.
 */
export function mergeHistograms(list: readonly Histogram[]): Histogram {
  const filled = list.filter((histogram) => histogram.length > 0)
  if (filled.length <= 1) return filled[0] ?? []
  let merged = filled.map(sorted)
  while (merged.length > 1) {
    const half: Histogram[] = []
    for (let i = 0; i < merged.length; i += 2) {
      const [left, right] = [merged[i], merged[i + 1]]
      if (left) half.push(right ? mergeTwo(left, right) : left)
    }
    merged = half
  }
  return merged[0] ?? []
}

function mergeTwo(a: Histogram, b: Histogram): Histogram {
  const merged: Bin[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const left = a[i]
    const right = b[j]
    if (!left || !right) break
    const order = byBounds(left, right)
    if (order === 0) merged.push([left[0], left[1], left[2] + right[2]])
    else merged.push(order < 0 ? left : right)
    if (order <= 0) i++
    if (order >= 0) j++
  }
  for (; i < a.length; i++) pushBin(merged, a[i])
  for (; j < b.length; j++) pushBin(merged, b[j])
  return merged
}

const pushBin = (bins: Bin[], bin: Bin | undefined): void => {
  if (bin) bins.push(bin)
}

/** Equal upper bounds may both be Infinity, whose difference is no number. */
const byBounds = (a: Bin, b: Bin): number => a[0] - b[0] || (a[1] === b[1] ? 0 : a[1] - b[1])

/** Most histograms are in order and without twins already; then this is one look at each bin. */
function sorted(histogram: Histogram): Histogram {
  for (let i = 1; i < histogram.length; i++) {
    const before = histogram[i - 1]
    const bin = histogram[i]
    if (before && bin && byBounds(before, bin) >= 0) return toSorted(histogram)
  }
  return histogram
}

function toSorted(histogram: Histogram): Histogram {
  const bins: Bin[] = []
  for (const bin of [...histogram].sort(byBounds)) {
    const last = bins.at(-1)
    if (last && byBounds(last, bin) === 0) bins[bins.length - 1] = [last[0], last[1], last[2] + bin[2]]
    else bins.push(bin)
  }
  return bins
}

/**
 * Cumulative bins now minus cumulative bins before, per bin with the reset rule of `counterDelta`: what is smaller than before started anew and counts whole.
 * When any bin shrank the whole histogram was reset (bins only grow within one life of a proxy), so all of `current` counts. Bins of 0 are left out.
 */
export function subtractHistogram(current: Histogram, before: Histogram): Histogram {
  if (before.length === 0) return current
  const old = new Map<number, Map<number, number>>()
  for (const [lower, upper, count] of before) {
    const byUpper = old.get(lower)
    if (byUpper) byUpper.set(upper, count)
    else old.set(lower, new Map([[upper, count]]))
  }
  const deltas: Bin[] = []
  let seen = 0
  for (const [lower, upper, count] of current) {
    const formerly = old.get(lower)?.get(upper) ?? 0
    if (count < formerly) return current
    if (formerly > 0) seen++
    if (count > formerly) deltas.push([lower, upper, count - formerly])
  }
  return seen < before.length ? current : deltas
}

/** Number of samples. */
export function countHistogram(histogram: Histogram): number {
  let total = 0
  for (const bin of histogram) total += bin[2]
  return total
}

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
 * Cumulative bins now minus cumulative bins before; both sorted by lower, then upper bound. When any bin shrank or vanished the histogram began anew (bins
 * only grow within one life of a proxy), so all of `current` counts. Bins that stood still are left out. O(n).
 */
export function subtractHistogram(current: Histogram, before: Histogram): Histogram {
  const deltas: Bin[] = []
  let at = 0
  for (const bin of current) {
    const old = before[at]
    if (old && old[0] === bin[0] && old[1] === bin[1]) {
      at++
      if (bin[2] < old[2]) return current
      if (bin[2] > old[2]) deltas.push([bin[0], bin[1], bin[2] - old[2]])
    } else if (old && (old[0] < bin[0] || (old[0] === bin[0] && old[1] < bin[1]))) return current
    else deltas.push(bin)
  }
  return at < before.length ? current : deltas
}

/** Number of samples. */
export function countHistogram(histogram: Histogram): number {
  let total = 0
  for (const bin of histogram) total += bin[2]
  return total
}

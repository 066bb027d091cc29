import type { Bin } from '@/lib/mesh/window'

/** Round figures, the finest first; rows of a heat map begin and end on them where there are too many bins for a row each. */
const ladders: readonly (readonly number[])[] = [[1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1]]

type Span = Pick<Bin, 0 | 1>

/**
 * Bounds (ms, ascending, the last may be Infinity) of at most `mostRows` (≥ 4) rows that take these bins whole: a bound is one that bins have and none crosses, so no
 * sample is split or moved. Every bound of theirs where they are few; else round ones, the outermost widened to round figures. Empty without bins.
 */
export function latencyRows(bins: readonly Span[], mostRows: number): number[] {
  const all = uncrossed(bins)
  if (all.length <= mostRows + 1) return all
  for (const ladder of ladders) {
    const bounds = onLadder(all, ladder)
    if (bounds.length <= mostRows + 1) return bounds
  }
  const every = Math.ceil((all.length - 1) / mostRows)
  return all.filter((_, index) => index % every === 0 || index === all.length - 1)
}

/** Bounds that no bin reaches across. O(n log n). */
function uncrossed(bins: readonly Span[]): number[] {
  const sorted = [...bins].sort((a, b) => a[0] - b[0])
  const bounds = [...new Set(sorted.flatMap((bin) => [bin[0], bin[1]]))].sort((a, b) => a - b)
  const free: number[] = []
  let next = 0
  let reach = Number.NEGATIVE_INFINITY
  for (const bound of bounds) {
    // All bins that begin before this bound: none of them may end behind it.
    for (let bin = sorted[next]; bin && bin[0] < bound; bin = sorted[++next]) reach = Math.max(reach, bin[1])
    if (reach <= bound) free.push(bound)
  }
  return free
}

function onLadder(bounds: readonly number[], ladder: readonly number[]): number[] {
  const [lowest = 0] = bounds
  const highest = bounds.at(-1) ?? 0
  const inner = bounds.slice(1, -1).filter((bound) => ladder.includes(Number((bound / tenTo(bound)).toPrecision(9))))
  return [...new Set([roundDown(lowest, ladder), ...inner, roundUp(highest, ladder)])]
}

/** 10, 100, … at most the value. */
const tenTo = (value: number): number => 10 ** Math.floor(Math.log10(value) + 1e-12)

function roundDown(value: number, ladder: readonly number[]): number {
  if (value <= 0 || !Number.isFinite(value)) return value
  const ten = tenTo(value)
  return clean(Math.max(...ladder.map((step) => step * ten).filter((each) => each <= value * (1 + 1e-9))))
}

function roundUp(value: number, ladder: readonly number[]): number {
  if (value <= 0 || !Number.isFinite(value)) return value
  const ten = tenTo(value)
  return clean(Math.min(...[...ladder, 10].map((step) => step * ten).filter((each) => each >= value * (1 - 1e-9))))
}

const clean = (value: number): number => Number(value.toPrecision(9))

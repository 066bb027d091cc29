/**
 * Share of the way to a bound: ln of the evidence over ln of what is required, in 0..1. At and past the bound it is 1; evidence for the other side is 0: it shows
 * nothing here. The only axis on which both tests can stand in one picture, as each has a height of its own.
 */
export function wayToBound(ln: number, boundLn: number): number {
  if (!(boundLn > 0) || !Number.isFinite(ln)) return ln > 0 ? 1 : 0
  return Math.min(1, Math.max(0, ln / boundLn))
}

/** Where it stands between the bounds in per cent from the top: 0 at "worse", 50 in the middle, 100 at "not worse". */
export const evidenceHeight = (side: 'worse' | 'not_worse', share: number): number => (side === 'worse' ? 50 - 50 * share : 50 + 50 * share)

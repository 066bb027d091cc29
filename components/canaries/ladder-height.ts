const lowest = 14
const highest = 70

/** Height of a step in px: grows with its weight, but not linearly, so that 1, 5 and 10 % can be told apart and 100 % still fits. weightPercent 0..100; 0 is the ground. */
export function ladderHeight(weightPercent: number): number {
  const share = Math.min(100, Math.max(0, weightPercent)) / 100
  return share === 0 ? 0 : Math.round(lowest + (highest - lowest) * Math.sqrt(share))
}

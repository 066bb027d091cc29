/** Numbers in [0, 1) that depend on the seed alone: mulberry32, 32 bits of state. For forecasts and simulations, never for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How many of n independent trials succeed. Exact for small means (waiting times), normal approximation with rounding where n·p·(1−p) > 100. */
export function drawBinomial(n: number, p: number, random: () => number): number {
  if (n <= 0 || p <= 0) return 0
  if (p >= 1) return n
  if (p > 0.5) return n - drawBinomial(n, 1 - p, random)
  const variance = n * p * (1 - p)
  if (variance > 100) return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(variance) * drawNormal(random))))
  const scale = Math.log(1 - p)
  let [at, successes] = [0, 0]
  for (;;) {
    at += 1 + Math.floor(Math.log(1 - random()) / scale)
    if (at > n) return successes
    successes++
  }
}

/** Standard normal. Source: Box & Muller 1958. */
export const drawNormal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

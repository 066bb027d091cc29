/** A share of a whole: `hits` of `all`; whole numbers. */
export type Counted = { hits: number; all: number }
/** A count and the seconds it was counted in. */
export type Paced = { count: number; exposure: number }

/**
 * Two-sided p-value of Fisher's exact test that two shares are the same: twice the tail of the hypergeometric law, given both margins, on the side where the hits
 * lie; at most 1. Exactly mirrored when the sides are swapped. 1 where a side is empty, or all or nothing was hit. O(√hits).
 * Source: Fisher 1935; doubling as in Agresti, Categorical Data Analysis, 3.5.3.
 */
export function fisherP(a: Counted, b: Counted): number {
  const hits = a.hits + b.hits
  const all = a.all + b.all
  const [left, right] = [a.hits * b.all, b.hits * a.all]
  if (a.all <= 0 || b.all <= 0 || left === right) return 1
  const more = left > right ? a : b
  return Math.min(1, 2 * hypergeometricUpper(more.hits, more.all, hits, all))
}

/**
 * Two-sided p-value that two counts have the same rate: given their sum each is binomial, with its share of the exposure (seconds); doubled likewise.
 * Exactly mirrored when the sides are swapped. 1 where nothing was counted or a side has no exposure. Source: Przyborowski & Wilenski 1940.
 */
export function ratesP(a: Paced, b: Paced): number {
  const [left, right] = [a.count * b.exposure, b.count * a.exposure]
  if (a.exposure <= 0 || b.exposure <= 0 || left === right) return 1
  const more = left > right ? a : b
  return Math.min(1, 2 * binomialUpper(more.count, a.count + b.count, more.exposure / (a.exposure + b.exposure)))
}

/** Whether two shares are a standard error apart at least. Those that are not have a p far above 5 %: both laws have one hump and light tails. */
export function mayDiffer(a: Counted, b: Counted): boolean {
  const all = a.all + b.all
  const share = (a.hits + b.hits) / all
  return (a.hits / a.all - b.hits / b.all) ** 2 >= share * (1 - share) * (1 / a.all + 1 / b.all)
}

/** The same for two rates. */
export function mayDifferInRate(a: Paced, b: Paced): boolean {
  const rate = (a.count + b.count) / (a.exposure + b.exposure)
  return (a.count / a.exposure - b.count / b.exposure) ** 2 >= rate * (1 / a.exposure + 1 / b.exposure)
}

/** P(X ≥ x) for X hits among `drawn` of `all` things, of which `hits` are hits. Written out: this runs for thousands of edges. */
function hypergeometricUpper(x: number, drawn: number, hits: number, all: number): number {
  const lowest = Math.max(0, drawn + hits - all)
  if (x <= lowest) return 1
  const lnAt = (k: number): number => lnChoose(hits, k) + lnChoose(all - hits, drawn - k) - lnChoose(all, drawn)
  const rest = all - hits - drawn
  let [term, sum] = [1, 1]
  if (x * all > drawn * hits) {
    const highest = Math.min(drawn, hits)
    for (let k = x; k < highest && term > negligible * sum; k++) {
      term *= ((hits - k) * (drawn - k)) / ((k + 1) * (rest + k + 1))
      sum += term
    }
    return Math.min(1, Math.exp(lnAt(x) + Math.log(sum)))
  }
  for (let k = x - 1; k > lowest && term > negligible * sum; k--) {
    term *= (k * (rest + k)) / ((hits - k + 1) * (drawn - k + 1))
    sum += term
  }
  return 1 - Math.min(1, Math.exp(lnAt(x - 1) + Math.log(sum)))
}

/** P(X ≥ x) for X of `tries` with probability `share`. */
function binomialUpper(x: number, tries: number, share: number): number {
  if (x <= 0) return 1
  const odds = share / (1 - share)
  const lnAt = (k: number): number => lnChoose(tries, k) + k * Math.log(share) + (tries - k) * Math.log1p(-share)
  let [term, sum] = [1, 1]
  if (x > tries * share) {
    for (let k = x; k < tries && term > negligible * sum; k++) {
      term *= ((tries - k) / (k + 1)) * odds
      sum += term
    }
    return Math.min(1, Math.exp(lnAt(x) + Math.log(sum)))
  }
  for (let k = x - 1; k > 0 && term > negligible * sum; k--) {
    term *= k / ((tries - k + 1) * odds)
    sum += term
  }
  return 1 - Math.min(1, Math.exp(lnAt(x - 1) + Math.log(sum)))
}

/** Terms below this part of their sum are left out. */
const negligible = 1e-14

const lnChoose = (n: number, k: number): number => (k <= 0 || k >= n ? 0 : lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k))

const small = [0, 0]
for (let n = 2; n < 256; n++) small.push((small[n - 1] ?? 0) + Math.log(n))

/** ln n! by Stirling's series from 256 on; the first term left out is below 1e-18 there. Source: NIST DLMF 5.11.1. */
function lnFactorial(n: number): number {
  const known = small[n]
  if (known !== undefined) return known
  const inverse = 1 / n
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260)))
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series
}

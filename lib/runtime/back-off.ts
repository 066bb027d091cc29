import type { Millis } from '@/lib/mesh/names'

/** When what failed is worth another try: after `firstMs`, then after twice as long each time, at most `longestMs`. By key, in memory. */
export class BackOff {
  private readonly failures = new Map<string, { count: number; nextAt: Millis }>()
  private readonly firstMs: number
  private readonly longestMs: number

  constructor(firstMs: number, longestMs: number) {
    this.firstMs = firstMs
    this.longestMs = longestMs
  }

  isDue(key: string, now: Millis): boolean {
    return now >= (this.failures.get(key)?.nextAt ?? 0)
  }

  failed(key: string, now: Millis): void {
    const count = (this.failures.get(key)?.count ?? 0) + 1
    this.failures.set(key, { count, nextAt: now + Math.min(this.longestMs, this.firstMs * 2 ** (count - 1)) })
  }

  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.failures.keys()) if (!keys.has(key)) this.failures.delete(key)
  }
}

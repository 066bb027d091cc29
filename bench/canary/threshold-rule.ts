/**
 * The rule that open tools decide by: a check each minute, failed when fewer than 99 % of the canary's requests succeeded; failures are never taken back, the
 * fifth rolls back. A minute without requests is no check. Flagger's defaults as documented (threshold 5, interval 1m, success rate ≥ 99 %).
 */
export class ThresholdRule {
  private strikes = 0
  private requests = 0
  private errors = 0
  private seconds = 0
  hasTripped = false

  add(seconds: number, requests: number, errors: number): void {
    this.requests += requests
    this.errors += errors
    this.seconds += seconds
    if (this.seconds < 60) return
    if (this.requests > 0 && this.errors > 0.01 * this.requests) this.strikes++
    if (this.strikes >= 5) this.hasTripped = true
    this.requests = 0
    this.errors = 0
    this.seconds = 0
  }
}

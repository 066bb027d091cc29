import type { Millis } from '@/lib/mesh/names'

const mostWrong = 10
const spanMs = 60_000

/** Wrong tries to log in at this process within the last minute; ten of them shut the login until the oldest is a minute old. */
export class LoginTries {
  private wrong: Millis[] = []

  /** Whole seconds until a try is heard again; 0 when it is heard now. */
  waitSeconds(now: Millis): number {
    this.wrong = this.wrong.filter((at) => at <= now && now - at < spanMs)
    const oldest = this.wrong[this.wrong.length - mostWrong]
    return oldest === undefined ? 0 : Math.ceil((oldest + spanMs - now) / 1000)
  }

  addWrong(now: Millis): void {
    this.wrong.push(now)
  }
}

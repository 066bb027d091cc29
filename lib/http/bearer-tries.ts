import type { Millis } from '@/lib/mesh/names'
import { singleton } from '@/lib/singleton'
import { LoginTries } from './login-tries'

const mostAddresses = 1_000

/** Wrong bearer tokens of the last minute, per address: ten shut that address out for the rest of it, and nobody else. */
export class BearerTries {
  private readonly byAddress = new Map<string, LoginTries>()

  waitSeconds(address: string, now: Millis): number {
    return this.byAddress.get(address)?.waitSeconds(now) ?? 0
  }

  addWrong(address: string, now: Millis): void {
    const tries = this.byAddress.get(address) ?? new LoginTries()
    // Moved to the end: the oldest is forgotten first.
    this.byAddress.delete(address)
    this.byAddress.set(address, tries)
    tries.addWrong(now)
    const [oldest] = this.byAddress.keys()
    if (this.byAddress.size > mostAddresses && oldest !== undefined) this.byAddress.delete(oldest)
  }
}

export const bearerTries = (): BearerTries => singleton('bearer-tries', () => new BearerTries())

import { setTimeout as wait } from 'node:timers/promises'

export const scenarios = ['healthy', 'slow', 'failing', 'down'] as const
export type Scenario = (typeof scenarios)[number]

/** A request that was not served; `message` says by whom and why. */
export class Unavailable extends Error {}

/** How one version's application behaves at the moment. `random` is 0..1. */
export class Behaviour {
  scenario: Scenario = 'healthy'
  private readonly random: () => number

  constructor(random: () => number) {
    this.random = random
  }

  /** The application's own work: 5–20 ms, 300 ms more when slow; three in ten fail when failing. */
  async work(): Promise<void> {
    await wait(5 + this.random() * 15 + (this.scenario === 'slow' ? 300 : 0))
    if (this.scenario === 'failing' && this.random() < 0.3) throw new Unavailable('this application is failing')
  }
}

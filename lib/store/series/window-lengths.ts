import { roundSteps } from './round-steps'

/** Long windows that are fewer, or less of the read time, are rounds that were missed and not how often is read. */
const leastCountShare = 0.02
const leastTimeShare = 0.05

/** How long windows are, against the steps of points. */
export class WindowLengths {
  /** Windows longer than the step at that index, and the time they cover. */
  private readonly counts = roundSteps.map(() => 0)
  private readonly times = roundSteps.map(() => 0)
  private count = 0
  private time = 0

  add(length: number): void {
    this.count++
    this.time += length
    for (let index = 0; index < roundSteps.length && length > (roundSteps[index] ?? 0); index++) {
      this.counts[index] = (this.counts[index] ?? 0) + 1
      this.times[index] = (this.times[index] ?? 0) + length
    }
  }

  /** The shortest round step, from `shortest` on, in which a window ends each time where is read regularly. */
  stepFrom(shortest: number): number {
    const isEnough = (step: number, index: number): boolean => step >= shortest && !this.areLonger(index)
    return Math.max(shortest, roundSteps.find(isEnough) ?? shortest)
  }

  private areLonger(index: number): boolean {
    return (this.counts[index] ?? 0) > leastCountShare * this.count && (this.times[index] ?? 0) > leastTimeShare * this.time
  }
}

type Job = { run: () => Promise<void>; isUrgent: boolean }

/** One job at a time; urgent ones go before those that wait, never before the one that runs. */
export class RequestQueue {
  private readonly waiting: Job[] = []
  private isBusy = false

  add<T>(work: () => Promise<T>, isUrgent: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const job: Job = { isUrgent, run: () => work().then(resolve, reject) }
      const firstPatient = isUrgent ? this.waiting.findIndex((other) => !other.isUrgent) : -1
      if (firstPatient < 0) this.waiting.push(job)
      else this.waiting.splice(firstPatient, 0, job)
      void this.next()
    })
  }

  private async next(): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) await job.run()
    this.isBusy = false
  }
}

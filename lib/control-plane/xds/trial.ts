import type { TrialOutcome } from '@/lib/control-plane/control-plane'
import type { AdsStream, Snapshot } from './ads-stream'

/** Only where another proxy could be asked instead; a lone one is waited for. */
const patienceMs = 2_000

/** One proxy alone on a snapshot, until it has accepted all of it, refused any of it, left, or kept silent for too long. */
export class Trial {
  private readonly proxyId: string
  private readonly stream: AdsStream
  private readonly settle: (outcome: TrialOutcome) => void
  private readonly wasInSync: boolean
  private readonly refusalsBefore: number
  private readonly timer: NodeJS.Timeout | null
  private isOver = false
  private isDue = false

  constructor(proxyId: string, stream: AdsStream, isImpatient: boolean, settle: (outcome: TrialOutcome) => void) {
    this.proxyId = proxyId
    this.stream = stream
    this.settle = settle
    this.wasInSync = stream.isInSync()
    this.refusalsBefore = stream.refusalCount
    this.timer = isImpatient ? setTimeout(() => this.end({ kind: 'unavailable', proxyId }), patienceMs) : null
    this.timer?.unref()
  }

  begin(snapshot: Snapshot): void {
    this.stream.publish(snapshot)
    this.look()
  }

  /** Judges once the present turn is over: within it the stream may be between two steps. */
  look(): void {
    if (this.isDue) return
    this.isDue = true
    setImmediate(() => {
      this.isDue = false
      this.judge()
    })
  }

  leave(): void {
    this.end({ kind: 'unavailable', proxyId: this.proxyId })
  }

  private judge(): void {
    const { stream, proxyId } = this
    if (stream.refusalCount > this.refusalsBefore) {
      const refused = stream.status().sync.find((type) => type.error !== null)
      this.end({ kind: 'refused', proxyId, words: refused ? `${refused.type}: ${refused.error}` : 'refused without a word' })
    } else if (this.wasInSync ? stream.isInSync() : stream.isQuiet) this.end({ kind: 'accepted', proxyId })
  }

  private end(outcome: TrialOutcome): void {
    if (this.isOver) return
    this.isOver = true
    if (this.timer) clearTimeout(this.timer)
    this.settle(outcome)
  }
}

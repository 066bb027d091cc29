import type { TrialOutcome } from '@/lib/control-plane/control-plane'
import type { AdsStream, Snapshot } from './ads-stream'
import type { ResourceType } from './resource-type'

type TriedStream = Pick<AdsStream, 'publish' | 'status' | 'isInSync' | 'isQuiet' | 'isStuck' | 'refusalsOf'>

const patienceMs = 2_000
/** A proxy that nobody else can be asked instead of gets longer; not for ever, as other edits wait meanwhile. */
const patienceAloneMs = 10_000

/**
 * One proxy alone on a snapshot, until it has accepted all of it, refused any of the types that are new in it, left, or kept silent for too long. A refusal of
 * another type stands where it stood before: it says nothing of this snapshot.
 */
export class Trial {
  private readonly proxyId: string
  private readonly stream: TriedStream
  private readonly settle: (outcome: TrialOutcome) => void
  private readonly wasInSync: boolean
  private readonly refusalsBefore: ReadonlyMap<ResourceType, number>
  private readonly timer: NodeJS.Timeout
  private isOver = false
  private isDue = false

  constructor(
    proxyId: string,
    stream: TriedStream,
    touched: readonly ResourceType[],
    isImpatient: boolean,
    settle: (outcome: TrialOutcome) => void,
  ) {
    this.proxyId = proxyId
    this.stream = stream
    this.settle = settle
    this.wasInSync = stream.isInSync()
    this.refusalsBefore = new Map(touched.map((type) => [type, stream.refusalsOf(type)]))
    this.timer = setTimeout(() => this.leave(), isImpatient ? patienceMs : patienceAloneMs)
    this.timer.unref()
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

  /** It is gone, or nothing more is to be heard of it. */
  leave(): void {
    this.end({ kind: 'unavailable', proxyId: this.proxyId })
  }

  private judge(): void {
    const { stream, proxyId } = this
    const refused = [...this.refusalsBefore].find(([type, count]) => stream.refusalsOf(type) > count)
    if (refused) {
      const [type] = refused
      const words = stream.status().sync.find((sync) => sync.type === type)?.error ?? 'refused without a word'
      this.end({ kind: 'refused', proxyId, words: `${type}: ${words}` })
    } else if (this.wasInSync ? stream.isInSync() : stream.isQuiet) this.end({ kind: 'accepted', proxyId })
    else if (stream.isStuck) this.leave()
  }

  private end(outcome: TrialOutcome): void {
    if (this.isOver) return
    this.isOver = true
    clearTimeout(this.timer)
    this.settle(outcome)
  }
}

/** Types of which `after` sends something that `before` did not. A cluster that is new or changed asks for its endpoints too. */
export function touchedTypes(before: Snapshot, after: Snapshot): ResourceType[] {
  const isTouched = (type: 'CDS' | 'EDS' | 'LDS' | 'RDS'): boolean => before[type].version !== after[type].version
  return (['CDS', 'EDS', 'LDS', 'RDS'] as const).filter((type) => isTouched(type) || (type === 'EDS' && isTouched('CDS')))
}

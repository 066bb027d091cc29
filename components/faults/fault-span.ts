import type { ChartMark } from '@/components/charts/time-chart'
import type { FaultWire } from '@/lib/api/faults'

const leadMs = 60_000

/** What a fault's charts show: from a minute before its start to a minute after its end, with both as marks. */
export function faultSpan(fault: Pick<FaultWire, 'at' | 'endedAt' | 'endsAt' | 'state'>) {
  const startMs = Date.parse(fault.at)
  const endMs = Date.parse(fault.endedAt ?? fault.endsAt)
  const isOver = fault.state === 'ended'
  return {
    range: { from: new Date(startMs - leadMs).toISOString(), to: isOver ? new Date(endMs + leadMs).toISOString() : 'now' },
    axis: { from: startMs - leadMs, to: endMs + leadMs },
    marks: [
      { at: startMs, text: 'start', color: 'var(--fault)' },
      { at: endMs, text: 'end' },
    ] satisfies ChartMark[],
  }
}

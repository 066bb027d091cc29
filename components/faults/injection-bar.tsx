import { formatNumber, formatRate } from '@/lib/mesh/format'

type Props = {
  title: string
  detail: string
  plannedPerSecond: number | null
  /** null: nothing tells. */
  injectedPerSecond: number | null
  scalePerSecond: number
  isOver: boolean
}

/** What is injected, hatched, against what was planned, a tick. */
export function InjectionBar({ title, detail, plannedPerSecond, injectedPerSecond, scalePerSecond, isOver }: Props) {
  const toWidth = (value: number) => `${Math.min(100, scalePerSecond > 0 ? (value / scalePerSecond) * 100 : 0)}%`
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-2 text-12">
        <span className="font-semibold">{title}</span>
        <span className="text-muted">{detail}</span>
        <span className="ml-auto text-muted">planned {plannedPerSecond === null ? 'not known' : formatRate(plannedPerSecond)}</span>
        <span className="font-semibold text-fault">
          {isOver ? 'over' : `injected ${injectedPerSecond === null ? 'unknown' : formatRate(injectedPerSecond)}`}
        </span>
      </div>
      <div
        className="relative h-3 rounded-sm bg-hover"
        role="img"
        aria-label={`${title}: injected ${injectedPerSecond === null ? 'unknown' : formatNumber(injectedPerSecond)} of planned ${formatNumber(plannedPerSecond)} requests per second`}
      >
        {injectedPerSecond !== null && <div className="hatched-fault h-3 rounded-sm" style={{ width: toWidth(injectedPerSecond) }} />}
        {plannedPerSecond !== null && (
          <div aria-hidden className="absolute -top-0.5 h-4 w-0.5 bg-text" style={{ left: toWidth(plannedPerSecond) }} />
        )}
      </div>
    </div>
  )
}

'use client'
import type { ReactNode } from 'react'
import { TimeChart } from '@/components/charts/time-chart'
import type { ChartLine, ChartMark, ChartPoint } from '@/components/charts/time-chart-props'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatFailures, formatMs, formatNumber, formatPercent, formatRate, formatRatio, noData } from '@/lib/mesh/format'
import { errorRatios, observedShare, requestRates, slowerRatios } from './arm-series'
import { type CanaryTickWire, toStays } from './step-ticks'

const chartHeight = 118
const leastSpanMs = 120_000

/** `names` as they are shown, baseline first. */
type Arms = { canary: string; baseline: string; names: [string, string] }
type Frame = { from: number; to: number; marks: ChartMark[]; arms: Arms }

/** Both versions on one axis, from the decided ticks: what was judged is what is drawn. */
export function ArmCharts({ canary }: { canary: CanaryDetailWire }) {
  const { ticks, judgement } = canary
  if (ticks.length === 0) return <NoTicks canary={canary} />
  const frame = toFrame(canary)
  const step = toStays(ticks).at(-1)?.ticks ?? []
  const newest = ticks.at(-1)
  return (
    <div className="flex min-w-0 flex-col gap-3 px-6 pt-4 pb-2 max-sm:px-4">
      <Chart
        title="Errors"
        note="5xx or no answer, per attempt; right: the whole run"
        frame={frame}
        format={formatRatio}
        points={[errorRatios(ticks, 'baseline'), errorRatios(ticks, 'canary')]}
        values={[failures(judgement.errors.baseline), failures(judgement.errors.canary)]}
        minTop={0.01}
      />
      {canary.slowerBoundMs !== null && (
        <Chart
          title={`Slower than ${formatMs(canary.slowerBoundMs)}`}
          note="caller’s side, per tick; right: the newest"
          frame={frame}
          format={formatRatio}
          points={[slowerRatios(ticks, 'baseline'), slowerRatios(ticks, 'canary')]}
          values={[lastOf(slowerRatios(ticks, 'baseline'), formatRatio), lastOf(slowerRatios(ticks, 'canary'), formatRatio)]}
          minTop={0.05}
        />
      )}
      <Chart
        title="Requests"
        note={`assigned ${formatPercent(newest?.weight ?? null)}, observed ${formatShare(observedShare(step))} in this step; right: newest tick`}
        frame={frame}
        format={formatNumber}
        points={[requestRates(ticks, 'baseline'), requestRates(ticks, 'canary')]}
        values={[lastOf(requestRates(ticks, 'baseline'), formatRate), lastOf(requestRates(ticks, 'canary'), formatRate)]}
      />
      <LeftOut ticks={ticks} />
    </div>
  )
}

function toFrame({ ticks, version, baseline, state }: CanaryDetailWire): Frame {
  const from = Date.parse(ticks[0]?.from ?? '')
  // While it runs the axis is long enough not to jump with each of its first ticks.
  const to = Math.max(from + (state === 'ended' ? 0 : leastSpanMs), Date.parse(ticks.at(-1)?.to ?? ''))
  const marks = toStays(ticks).flatMap(({ ticks: [first] }): ChartMark[] =>
    first && first.weight !== null ? [{ at: Date.parse(first.from), text: `● ${first.weight} %`, color: 'var(--canary)' }] : [],
  )
  // Not the bare names: a version may be called anything, and these are keys of the drawing.
  const names: [string, string] = [displayName(baseline, 24), displayName(version, 24)]
  return { from, to, marks, arms: { names, canary: `canary ${names[1]}`, baseline: `baseline ${names[0]}` } }
}

const failures = ({ requests, errors }: { requests: number; errors: number }): string => formatFailures(errors, requests)
const formatShare = (share: number | null): string => (share === null ? noData : formatPercent(share * 100))
const lastOf = (points: readonly ChartPoint[], format: (value: number | null) => string): string => format(points.at(-1)?.[1] ?? null)

type ChartProps = {
  title: string
  note: string
  frame: Frame
  format: (value: number) => string
  /** Baseline first, in points and values. */
  points: [ChartPoint[], ChartPoint[]]
  values: [string, string]
  minTop?: number
}

function Chart({ title, note, frame, format, points, values, minTop }: ChartProps) {
  const { arms, from, to, marks } = frame
  const lines: ChartLine[] = [
    { name: arms.baseline, points: points[0], color: 'var(--faint)' },
    { name: arms.canary, points: points[1], color: 'var(--canary)' },
  ]
  return (
    <section className="min-w-0">
      <div className="flex flex-wrap items-baseline gap-x-2 text-12">
        <h3 className="font-semibold">{title}</h3>
        <span className="min-w-0 text-muted">{note}</span>
        <span className="ml-auto flex flex-wrap gap-x-4">
          <Value name={arms.names[0]} color="var(--faint)">
            {values[0]}
          </Value>
          <Value name={arms.names[1]} color="var(--canary)">
            {values[1]}
          </Value>
        </span>
      </div>
      <TimeChart
        label={`${title}: ${arms.baseline} ${values[0]}, ${arms.canary} ${values[1]}`}
        lines={lines}
        format={format}
        from={from}
        to={to}
        marks={marks}
        height={chartHeight}
        {...(minTop === undefined ? {} : { minTop })}
      />
    </section>
  )
}

function Value({ name, color, children }: { name: string; color: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-baseline gap-1.5 whitespace-nowrap">
      <span aria-hidden className="h-0.5 w-3 self-center" style={{ background: color }} />
      <span className="text-muted">{name}</span>
      <strong className="font-semibold">{children}</strong>
    </span>
  )
}

/** Ticks that do not count are drawn all the same; why they were left out, in words. */
function LeftOut({ ticks }: { ticks: readonly CanaryTickWire[] }) {
  const counts = new Map<string, number>()
  for (const { leftOut } of ticks) if (leftOut !== null) counts.set(leftOut, (counts.get(leftOut) ?? 0) + 1)
  if (counts.size === 0) return null
  const words = [...counts].map(([why, count]) => `${count} × ${displayName(why, 120)}`)
  return <p className="break-words text-12 text-muted">Drawn, but not in the evidence: {words.join('; ')}.</p>
}

function NoTicks({ canary }: { canary: CanaryDetailWire }) {
  const words =
    canary.state === 'draft'
      ? 'It has not started: no request was counted.'
      : canary.state === 'ended'
        ? 'It ended before a tick was decided: no request was counted.'
        : `No tick is decided yet. The first comes ${canary.parameters.tickSeconds} s after the weight is in force on every caller proxy.`
  return <p className="px-6 py-6 text-13 text-muted max-sm:px-4">{words}</p>
}

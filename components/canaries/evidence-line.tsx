'use client'
import { useState } from 'react'
import { formatRatio } from '@/lib/mesh/format'
import { formatClock, formatSpan } from '@/lib/mesh/format-time'
import { evidenceHeight } from './evidence-height'

export type EvidenceCurve = {
  name: string
  side: 'worse' | 'not_worse'
  /** Epoch ms and the share of the way to the bound, 0..1. */
  points: readonly (readonly [at: number, share: number])[]
  /** `quiet`: nothing points there, so nothing is drawn in a colour. */
  look: 'solid' | 'dashed' | 'bad' | 'quiet'
}
export type EvidenceLineProps = {
  /** One sentence that says what is to be seen. */
  label: string
  curves: readonly EvidenceCurve[]
  from: number
  to: number
  worse: { title: string; note: string }
  notWorse: { title: string; note: string }
  /** When "not worse" would be reached at the pace so far; null where that cannot be told. */
  expectedAt: number | null
}

const plotHeight = 190
const strokes = {
  solid: { stroke: 'var(--text)', strokeWidth: 2 },
  dashed: { stroke: 'var(--muted)', strokeWidth: 1.5, strokeDasharray: '5 3' },
  bad: { stroke: 'var(--bad-mark)', strokeWidth: 2 },
  quiet: { stroke: 'var(--line-strong)', strokeWidth: 1 },
}

/** The evidence as lines between the bound "worse" above and the bound "not worse" below; the middle says nothing. With a table twin. */
export function EvidenceLine(props: EvidenceLineProps) {
  const [isTable, setIsTable] = useState(false)
  const { label, curves, worse, notWorse } = props
  return (
    <figure className="group relative m-0" aria-label={label}>
      <Bound title={worse.title} note={worse.note} looks="bg-bad-tint border-bad-mark border-b text-bad" />
      {isTable ? <CurveTable {...props} /> : <Plot {...props} />}
      <Bound title={notWorse.title} note={notWorse.note} looks="bg-ok-tint border-ok border-t text-ok" />
      {!isTable && <TimeAxis from={props.from} to={props.to} />}
      <Key curves={curves} />
      <button
        type="button"
        onClick={() => setIsTable(!isTable)}
        className="absolute top-7 right-0 rounded-sm bg-panel px-1 text-11 text-faint opacity-0 hover:text-text focus-visible:opacity-100 group-hover:opacity-100"
      >
        {isTable ? 'chart' : 'table'}
      </button>
    </figure>
  )
}

function Bound({ title, note, looks }: { title: string; note: string; looks: string }) {
  return (
    <p className={`flex min-h-[22px] flex-wrap items-center justify-between gap-x-3 px-2 text-12 ${looks}`}>
      <strong className="font-semibold">{title}</strong>
      <span className="text-11">{note}</span>
    </p>
  )
}

function Plot({ curves, from, to, expectedAt }: EvidenceLineProps) {
  const toX = (at: number) => (to > from ? Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100)) : 0)
  const toY = (side: EvidenceCurve['side'], share: number) => evidenceHeight(side, share)
  const last = lastOf(curves, 'not_worse')
  return (
    <div className="relative" style={{ height: plotHeight }} aria-hidden>
      <svg aria-hidden viewBox="0 0 100 100" preserveAspectRatio="none" className="absolute inset-0 h-full w-full overflow-visible">
        <line x1="0" x2="100" y1="50" y2="50" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
        {expectedAt !== null && last && (
          <line
            x1={toX(last.at)}
            y1={toY('not_worse', last.share)}
            x2={toX(expectedAt)}
            y2="100"
            stroke="var(--canary)"
            strokeWidth="2"
            strokeDasharray="1 4"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        )}
        {curves.map((curve) => (
          <polyline
            key={`${curve.side} ${curve.name}`}
            points={curve.points.map(([at, share]) => `${toX(at).toFixed(2)},${toY(curve.side, share).toFixed(2)}`).join(' ')}
            fill="none"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
            {...strokes[curve.look]}
          />
        ))}
      </svg>
      <span className="absolute left-0 text-11 text-faint" style={{ top: plotHeight / 2 - 17 }}>
        unknown
      </span>
      {curves.map((curve) => {
        const point = curve.points.at(-1)
        if (!point || curve.look === 'quiet') return null
        return (
          <span
            key={`${curve.side} ${curve.name}`}
            className="absolute -mt-[4px] -ml-[4px] size-2 rounded-[9px] border border-panel"
            style={{ left: `${toX(point[0])}%`, top: `${toY(curve.side, point[1])}%`, background: strokes[curve.look].stroke }}
          />
        )
      })}
    </div>
  )
}

function lastOf(curves: readonly EvidenceCurve[], side: EvidenceCurve['side']): { at: number; share: number } | null {
  const ends = curves.filter((curve) => curve.side === side).flatMap((curve) => (curve.points.at(-1) ? [curve.points.at(-1)] : []))
  // The slowest metric decides: "not worse" has to be shown for all of them.
  let slowest: { at: number; share: number } | null = null
  for (const end of ends) if (end && (slowest === null || end[1] < slowest.share)) slowest = { at: end[0], share: end[1] }
  return slowest
}

function TimeAxis({ from, to }: { from: number; to: number }) {
  const middle = (to - from) / 2
  return (
    <p aria-hidden className="mt-1 flex justify-between text-11 text-faint">
      <span>{formatClock(from)}</span>
      <span>{formatSpan(middle)}</span>
      <span>{formatSpan(to - from)}</span>
    </p>
  )
}

/** What each line is and how far it is. */
function Key({ curves }: { curves: readonly EvidenceCurve[] }) {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-12">
      {curves.map((curve) => (
        <li key={`${curve.side} ${curve.name}`} className="inline-flex items-center gap-1.5">
          <svg aria-hidden width="16" height="6">
            <line x1="0" x2="16" y1="3" y2="3" {...strokes[curve.look]} />
          </svg>
          <span className="text-muted">{curve.name}</span>
          <strong className="font-semibold">{wayWords(curve)}</strong>
        </li>
      ))}
    </ul>
  )
}

function wayWords(curve: EvidenceCurve): string {
  const share = curve.points.at(-1)?.[1]
  if (share === undefined) return 'no tick yet'
  if (share >= 1) return 'shown'
  return share === 0 ? '0 % of the way' : `${formatRatio(share)} of the way`
}

function CurveTable({ curves, label }: EvidenceLineProps) {
  const times = [...new Set(curves.flatMap((curve) => curve.points.map(([at]) => at)))].sort((a, b) => b - a).slice(0, 240)
  const values = curves.map((curve) => new Map(curve.points))
  return (
    <section className="overflow-auto" style={{ height: plotHeight }} aria-label={label}>
      <table className="w-full text-11" aria-label={label}>
        <thead>
          <tr className="text-faint">
            <th className="text-left font-normal">until</th>
            {curves.map((curve) => (
              <th key={`${curve.side} ${curve.name}`} className="text-right font-normal">
                {curve.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((at) => (
            <tr key={at}>
              <td>{formatClock(at)}</td>
              {values.map((value, index) => (
                <td key={curves[index]?.name ?? index} className="text-right">
                  {value.has(at) ? formatRatio(value.get(at)) : '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

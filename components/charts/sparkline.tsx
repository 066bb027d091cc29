export type SparkLine = { points: readonly (readonly [number, number | null])[]; color: string; width?: number }

type Props = {
  /** Says in words what is drawn. */
  label: string
  lines: readonly SparkLine[]
  /** Fills the ground under the first line. */
  filled?: boolean
  width?: number
  height?: number
  /** The least top of the scale, so that noise near 0 does not fill the height. */
  minTop?: number
}

/** A small line without axes, from 0. A null is a gap. */
export function Sparkline({ label, lines, filled, width = 96, height = 24, minTop = 0 }: Props) {
  const all = lines.flatMap((line) => line.points)
  const times = all.map(([at]) => at)
  const from = Math.min(...times)
  const to = Math.max(...times)
  const top = Math.max(minTop, ...all.map(([, value]) => value ?? 0))
  if (all.length < 2 || to === from)
    return <span role="img" aria-label={`${label}: no data yet`} style={{ width, height }} className="inline-block" />
  const toX = (at: number) => ((at - from) / (to - from)) * (width - 2) + 1
  const toY = (value: number) => height - 2 - (top === 0 ? 0 : (value / top) * (height - 5))
  const [first] = lines
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="block overflow-visible">
      {filled && first && <path d={toArea(first.points, toX, toY, height - 1)} fill="var(--hover)" />}
      {lines.map((line) => (
        <path
          key={line.color}
          d={toPath(line.points, toX, toY)}
          fill="none"
          stroke={line.color}
          strokeWidth={line.width ?? 1}
          strokeLinejoin="round"
        />
      ))}
    </svg>
  )
}

type Scale = (value: number) => number

/** SVG path of the line; each gap starts a new part. */
export function toPath(points: SparkLine['points'], toX: Scale, toY: Scale): string {
  let path = ''
  let isDown = false
  for (const [at, value] of points) {
    if (value === null) {
      isDown = false
      continue
    }
    path += `${isDown ? 'L' : 'M'}${toX(at).toFixed(1)} ${toY(value).toFixed(1)}`
    isDown = true
  }
  return path
}

function toArea(points: SparkLine['points'], toX: Scale, toY: Scale, ground: number): string {
  let path = ''
  let run: (readonly [number, number])[] = []
  const close = () => {
    const [head] = run
    const last = run.at(-1)
    if (head && last && run.length > 1) {
      path += `M${toX(head[0]).toFixed(1)} ${ground}${run.map(([at, value]) => `L${toX(at).toFixed(1)} ${toY(value).toFixed(1)}`).join('')}L${toX(last[0]).toFixed(1)} ${ground}Z`
    }
    run = []
  }
  for (const [at, value] of points) {
    if (value === null) close()
    else run.push([at, value])
  }
  close()
  return path
}

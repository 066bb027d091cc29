import { wayToBound } from './evidence-height'
import type { EvidenceCurve } from './evidence-line'
import type { CanaryTickWire } from './step-ticks'

type Bounds = { alarmLn: number; requiredLn: number; latencyName: string | null }

/**
 * The lines of these ticks: harm towards "worse", and each declared metric towards "not worse". They start in the middle: at the start of a step nothing is shown
 * yet. Ticks that were left out stand where the one before stood, as they change nothing.
 */
export function evidenceCurves(ticks: readonly CanaryTickWire[], { alarmLn, requiredLn, latencyName }: Bounds): EvidenceCurve[] {
  const [first] = ticks
  const startsAt = first ? Date.parse(first.from) : 0
  const line = (
    side: EvidenceCurve['side'],
    begins: number | null,
    lnOf: (tick: CanaryTickWire) => number | null,
  ): EvidenceCurve['points'] => [
    ...(first && begins !== null ? [[startsAt, begins] as const] : []),
    ...ticks.flatMap((tick) => {
      const ln = lnOf(tick)
      return ln === null ? [] : [[Date.parse(tick.to), wayToBound(ln, side === 'worse' ? alarmLn : requiredLn)] as const]
    }),
  ]
  const curves: EvidenceCurve[] = [
    { name: 'errors, not worse', side: 'not_worse', look: 'solid', points: line('not_worse', 0, (tick) => tick.notWorseLn.errors) },
  ]
  if (latencyName !== null)
    curves.push({
      name: `${latencyName}, not worse`,
      side: 'not_worse',
      look: 'dashed',
      points: line('not_worse', 0, (tick) => tick.notWorseLn.latency),
    })
  const harm = line('worse', null, (tick) => tick.worseLn)
  curves.push({ name: 'any harm', side: 'worse', look: harm.some(([, share]) => share > 0) ? 'bad' : 'quiet', points: harm })
  return curves
}

'use client'
import { SheetSection } from '@/components/ui/sheet-section'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatMs, formatPlural } from '@/lib/mesh/format'
import { formatSpan } from '@/lib/mesh/format-time'
import { evidenceCurves } from './evidence-curves'
import { EvidenceLine } from './evidence-line'
import { marginWords, stepLabel } from './ladder-steps'
import { secondsToProof } from './proof-pace'
import { counted, toStays } from './step-ticks'
import { oddsWords } from './verdict-sentences'

/** The evidence as lines between the bounds: of the present step while it runs, of the whole run when it is over. */
export function EvidencePart({ canary }: { canary: CanaryDetailWire }) {
  const isOver = canary.state === 'ended' || canary.state === 'rolling_back' || canary.state === 'promoting'
  const ticks = isOver ? canary.ticks : (toStays(canary.ticks).findLast((stay) => stay.step === canary.step)?.ticks ?? [])
  const { alarmLn, notWorse } = canary.judgement
  const { tickSeconds } = canary.parameters
  const title = isOver ? 'Evidence of the run' : 'Evidence in this step'
  if (ticks.length === 0) {
    return (
      <SheetSection level={2} title={title}>
        <p className="text-12 text-muted">
          {canary.state === 'ended'
            ? 'No tick was decided.'
            : 'No tick is decided yet: evidence of a step counts only from when its weight is in force.'}
        </p>
      </SheetSection>
    )
  }
  const latencyName = notWorse.boundMs === null ? null : `slower than ${formatMs(notWorse.boundMs)}`
  const from = Date.parse(ticks[0]?.from ?? '')
  const last = Date.parse(ticks.at(-1)?.to ?? '')
  const seconds = isOver ? null : secondsToProof(counted(ticks), notWorse.requiredLn)
  const expectedAt = seconds === null || seconds === 0 ? null : last + seconds * 1000
  const to = Math.max(last, from + canary.parameters.holdSeconds * 1000, Math.min(expectedAt ?? 0, from + 2 * (last - from)))
  return (
    <SheetSection
      level={2}
      title={title}
      note={`${formatPlural(counted(ticks).length, 'tick')} of ${formatSpan(tickSeconds * 1000)} count`}
    >
      <EvidenceLine
        label={`Evidence between the bounds worse and not worse: ${canary.judgement.sentence}`}
        curves={evidenceCurves(ticks, { alarmLn, requiredLn: notWorse.requiredLn, latencyName })}
        from={from}
        to={isOver ? last : to}
        worse={{ title: worseWords(canary), note: `evidence ${oddsWords(alarmLn)}` }}
        notWorse={{ title: notWorseWords(canary), note: `evidence ${oddsWords(notWorse.requiredLn)}, each` }}
        expectedAt={expectedAt !== null && expectedAt <= to ? expectedAt : null}
      />
    </SheetSection>
  )
}

function worseWords({ parameters }: CanaryDetailWire): string {
  return { rollback: 'worse: roll back', hold: 'worse: hold', shrink: 'worse: back one step' }[parameters.onWorse]
}

function notWorseWords({ parameters, step, version }: CanaryDetailWire): string {
  const now = parameters.steps[step - 1]
  if (now?.kind !== 'weight') return 'not worse'
  const next = parameters.steps[step]
  return `not worse by more than ${marginWords(parameters.marginErrors, now.weightPercent)}: ${next ? `go to ${stepLabel(next)}` : `promote ${displayName(version, 16)}`}`
}

import { SheetSection } from '@/components/ui/sheet-section'
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table'
import type { CanaryDetailWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'
import { formatCount, formatMs, formatRate, formatRatio, noData } from '@/lib/mesh/format'
import { aboutSpan } from './about-span'
import { forecastSentence } from './forecast-words'
import { secondsToProof } from './proof-pace'
import { counted, toStays } from './step-ticks'
import { VerdictMark } from './verdict-mark'
import { intervalSentence, mindSentences } from './verdict-sentences'

/** The API gives the newest 500. */
const mostTicks = 500

/** What is known, as a sentence with its numbers and interval; what the metrics say one by one; what would change it. */
export function VerdictPart({ canary }: { canary: CanaryDetailWire }) {
  const { judgement } = canary
  const step = toStays(canary.ticks).findLast((stay) => stay.step === canary.step)?.ticks ?? []
  const seconds = secondsToProof(counted(step), judgement.notWorse.requiredLn)
  const interval = intervalSentence(canary)
  const mind = mindSentences(canary, seconds)
  return (
    <>
      <SheetSection>
        <p className="break-words text-15 font-medium" aria-live="polite">
          {headline(canary, seconds)}
        </p>
        {interval && <p className="mt-1 text-12 text-muted">{interval}</p>}
        {judgement.restarts > 0 && (
          <p className="mt-1 text-12 text-warn">
            The evidence was begun anew {judgement.restarts} ×, each time by a person’s override: the chance of a false alarm grows with it.
          </p>
        )}
        <Metrics canary={canary} />
      </SheetSection>
      {mind.length > 0 && (
        <SheetSection level={2} title="What would change its mind">
          <ul className="flex flex-col gap-1 text-12 text-muted">
            {mind.map((sentence) => (
              <li key={sentence} className="break-words">
                {sentence}
              </li>
            ))}
            {canary.verdict === 'unknown' && <li className="break-words">{forecastSentence(canary.forecast)}</li>}
          </ul>
        </SheetSection>
      )}
    </>
  )
}

/** The one sentence that carries the page. */
function headline(canary: CanaryDetailWire, seconds: number | null): string {
  const isOver = canary.state === 'ended' || canary.state === 'rolling_back' || canary.state === 'promoting'
  if (canary.state === 'draft') return 'Nothing is known yet: it has not started.'
  if (canary.verdict === 'blind') return 'Blind: numbers are missing, so nothing is judged and the weight stays.'
  const words = displayName(canary.judgement.sentence, 300)
  if (isOver || canary.verdict !== 'unknown' || seconds === null || seconds === 0) return words
  const { requestsPerSecond } = canary.forecast
  const rate = requestsPerSecond === null ? '' : `At ${formatRate(requestsPerSecond)} the`
  return `${rate === '' ? 'The' : rate} verdict “not worse” is due in about ${aboutSpan(seconds)}, if it goes on as in this step.`
}

function Metrics({ canary }: { canary: CanaryDetailWire }) {
  const { errors, notWorse } = canary.judgement
  const isBlind = canary.verdict === 'blind'
  const latency = latencyRow(canary)
  return (
    <Table label="Verdict per metric, counts of the whole run" size="panel" className="mt-3">
      <thead>
        <tr>
          <TableHead>whole run</TableHead>
          <TableHead>verdict</TableHead>
          <TableHead numeric>{displayName(canary.baseline, 12)}</TableHead>
          <TableHead numeric>
            <span className="text-canary">{displayName(canary.version, 12)}</span>
          </TableHead>
        </tr>
      </thead>
      <tbody>
        <Row
          name="errors"
          isCount
          verdict={isBlind ? 'blind' : verdictOf(errors.isNamed, notWorse.errorsLn, notWorse.requiredLn)}
          baseline={{ part: errors.baseline.errors, whole: errors.baseline.requests }}
          canary={{ part: errors.canary.errors, whole: errors.canary.requests }}
        />
        {latency && <Row {...latency} isCount={false} verdict={isBlind ? 'blind' : latency.verdict} />}
      </tbody>
    </Table>
  )
}

/** The bound that convicts, with the counts of the run; else the one on which “not slower” is to be shown, with the counts of the shown ticks. */
function latencyRow({ judgement, ticks, slowerBoundMs }: CanaryDetailWire): Omit<RowProps, 'isCount'> | null {
  const { latency, notWorse } = judgement
  if (latency?.isNamed) {
    return {
      name: `slower than ${formatMs(latency.boundMs)}`,
      verdict: 'worse',
      baseline: { part: latency.baseline.slower, whole: latency.baseline.samples },
      canary: { part: latency.canary.slower, whole: latency.canary.samples },
    }
  }
  if (notWorse.boundMs === null || notWorse.boundMs !== slowerBoundMs) return null
  const isCut = ticks.length >= mostTicks
  return {
    name: `slower than ${formatMs(notWorse.boundMs)}${isCut ? `, last ${mostTicks} ticks` : ''}`,
    verdict: verdictOf(false, notWorse.latencyLn ?? 0, notWorse.requiredLn),
    baseline: sumSlower(ticks, 'baseline'),
    canary: sumSlower(ticks, 'canary'),
  }
}

function sumSlower(ticks: CanaryDetailWire['ticks'], arm: 'canary' | 'baseline'): Count {
  return counted(ticks).reduce((sum, tick) => ({ part: sum.part + (tick[arm].slower ?? 0), whole: sum.whole + (tick[arm].samples ?? 0) }), {
    part: 0,
    whole: 0,
  })
}

const verdictOf = (isNamed: boolean, notWorseLn: number, requiredLn: number): CanaryDetailWire['verdict'] =>
  isNamed ? 'worse' : notWorseLn >= requiredLn ? 'not_worse' : 'unknown'

/** Few things are counted, many are shown as their share; the other one stands in the hover. */
function ShareCell({ count, isCount }: { count: Count; isCount: boolean }) {
  return (
    <TableCell numeric title={isCount ? ratioWords(count) : countWords(count)}>
      {isCount ? countWords(count) : ratioWords(count)}
    </TableCell>
  )
}

type Count = { part: number; whole: number }

type RowProps = { name: string; isCount: boolean; verdict: CanaryDetailWire['verdict']; baseline: Count; canary: Count }

function Row({ name, isCount, verdict, baseline, canary }: RowProps) {
  return (
    <TableRow>
      <TableCell className="font-semibold">{name}</TableCell>
      <TableCell>
        <VerdictMark verdict={verdict} text={verdict.replace('_', ' ')} />
      </TableCell>
      <ShareCell count={baseline} isCount={isCount} />
      <ShareCell count={canary} isCount={isCount} />
    </TableRow>
  )
}

const countWords = ({ part, whole }: Count): string => (whole === 0 ? noData : `${formatCount(part)} of ${formatCount(whole)}`)
const ratioWords = ({ part, whole }: Count): string => (whole === 0 ? noData : formatRatio(part / whole))

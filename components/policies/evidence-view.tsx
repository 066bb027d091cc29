'use client'
import { useQuery } from '@tanstack/react-query'
import { ArrowUpRight, OctagonAlert, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { TimeChart } from '@/components/charts/time-chart'
import { asRoute } from '@/components/frame/as-route'
import { Button } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { SheetSection } from '@/components/ui/sheet-section'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { changeQuery } from '@/lib/api/changes-queries'
import { toPath } from '@/lib/api/client'
import { seriesQuery } from '@/lib/api/series-queries'
import { displayName } from '@/lib/mesh/display-name'
import { cannotWords } from '@/lib/mesh/evidence'
import { formatPercent, formatPlural, noData } from '@/lib/mesh/format'
import { formatAbsolute, formatSpan } from '@/lib/mesh/format-time'
import { EvidenceReason } from './evidence-reason'
import { EvidenceSquares } from './evidence-squares'
import { countReached, type EvidenceRow, laggards, type StageName, stages, timeToReach } from './evidence-times'
import { UndoButton } from './undo-button'
import { shiftedVersion, weightsOf } from './weights-of'

type Props = {
  change: ChangeWire
  size?: 'sheet' | 'change'
  onUndone?: (undoing: ChangeWire) => void
  /** false where the page offers Undo elsewhere. */
  hasUndo?: boolean
}

const lateAfterMs = 5000

/** The proof of a change, proxy by proxy: how far it is, who lags and why, whether traffic agrees, and the way back. Follows by itself until all is observed. */
export function EvidenceView({ change: given, size = 'sheet', onUndone, hasUndo = true }: Props) {
  const { data } = useQuery({
    ...changeQuery(given.id),
    initialData: given,
    refetchInterval: (query) => (isSettled(query.state.data) ? false : 1000),
  })
  const change = data ?? given
  const now = useNow() ?? Date.parse(change.at)
  const isLate = now - Date.parse(change.at) > lateAfterMs && change.state !== 'superseded'
  const behind = laggards(change.evidence)
  return (
    <>
      <SheetSection>
        <div className="flex flex-wrap items-start gap-3">
          <div className="min-w-60 flex-1" aria-live="polite">
            <p className="text-20 font-semibold">{headline(change)}</p>
            <p className="text-13 text-muted">{pace(change, behind, now, isLate)}</p>
          </div>
          {hasUndo && <UndoButton change={change} size="large" isLong {...(onUndone ? { onUndone } : {})} />}
        </div>
      </SheetSection>
      {change.evidence.length > 0 && (
        <SheetSection>
          <EvidenceSquares rows={change.evidence} size={size} isLate={isLate} />
          <StageRow change={change} isLate={isLate} />
        </SheetSection>
      )}
      {isLate && behind.length > 0 && <Laggards rows={behind} />}
      <Unsupported rows={change.evidence} />
      <ObservedShare change={change} now={now} />
      <Unobserved rows={change.evidence} />
    </>
  )
}

const isSettled = (change: ChangeWire | undefined): boolean =>
  change !== undefined && change.inForce.total > 0 && (change.state === 'superseded' || change.inForce.observed === change.inForce.total)

function headline({ state, inForce, evidence, undoneBy }: ChangeWire): string {
  const refused = evidence.find((row) => row.stage === 'rejected')
  if (state === 'rejected' && refused && undoneBy !== null && evidence.every((row) => row.at.accepted === undefined))
    return `Refused by ${displayName(refused.proxyId)}, sent to no other, and taken back`
  const cannot = cannotWords(evidence)
  if (inForce.total === 0)
    return cannot === '' ? 'Stored; no connected proxy uses it yet' : 'Stored; none of the proxies that call it can take it'
  if (cannot !== '' && state !== 'superseded')
    return `${inForce.loaded === inForce.total ? 'In force' : 'Loaded'} on ${inForce.loaded} of ${inForce.total}${cannot}`
  if (state === 'superseded') return `Superseded; it was loaded on ${inForce.loaded} of ${formatPlural(inForce.total, 'proxy', 'proxies')}`
  if (inForce.loaded === inForce.total) return `In force on ${inForce.total === 1 ? 'the one proxy' : `all ${inForce.total} proxies`}`
  return `Loaded on ${inForce.loaded} of ${formatPlural(inForce.total, 'proxy', 'proxies')}`
}

function pace(change: ChangeWire, behind: readonly EvidenceRow[], now: number, isLate: boolean): string {
  const half = timeToReach(change, 'loaded', 0.5)
  const most = timeToReach(change, 'loaded', 0.99)
  const all = timeToReach(change, 'loaded', 1)
  const parts = [
    half !== null && `50 % after ${formatSpan(half)}`,
    most !== null && change.evidence.length >= 100 && `99 % after ${formatSpan(most)}`,
    all !== null && `all after ${formatSpan(all)}`,
  ]
  const spoken = parts.filter(Boolean).join(', ')
  const waiting =
    behind.length > 0 && isLate
      ? `Waiting for ${behind.length === 1 ? displayName(behind[0]?.proxyId ?? '') : `${behind.length} proxies`} for ${formatSpan(now - Date.parse(change.at))}`
      : ''
  return [spoken, waiting]
    .filter(Boolean)
    .map((part) => `${part}.`)
    .join(' ')
}

const words: Record<StageName, string> = { stored: 'Stored', accepted: 'Accepted', loaded: 'Loaded', observed: 'Observed' }

function StageRow({ change, isLate }: { change: ChangeWire; isLate: boolean }) {
  const total = change.inForce.total
  return (
    <dl className="mt-4 grid grid-cols-4 gap-5 max-sm:grid-cols-2">
      {stages.map((stage) => {
        const reached = countReached(change.evidence, stage)
        const lags = isLate && stage !== 'observed' && reached < total
        const all = timeToReach(change, stage, 1)
        const note =
          stage === 'stored'
            ? formatAbsolute(Date.parse(change.at)).slice(11, 23)
            : all !== null
              ? `all after ${formatSpan(all)}`
              : stage === 'observed'
                ? 'follows with traffic'
                : stage === 'loaded'
                  ? `in force at ${total}`
                  : ''
        return (
          <div key={stage}>
            <dt className="flex justify-between text-12">
              <span className="font-semibold">{words[stage]}</span>
              <span className={lags ? 'font-semibold text-warn' : 'text-muted'}>
                {reached} of {total}
              </span>
            </dt>
            <dd>
              <span aria-hidden className="my-1 block h-1 overflow-hidden rounded-sm bg-hover">
                <span
                  className={cx('block h-full', lags ? 'bg-warn-mark' : stage === 'observed' ? 'bg-ok' : 'bg-ok-quiet')}
                  style={{ width: `${(reached / Math.max(1, total)) * 100}%` }}
                />
              </span>
              <span className="text-12 text-faint">{note}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Laggards({ rows }: { rows: readonly EvidenceRow[] }) {
  return (
    <SheetSection title={rows.length === 1 ? 'One laggard' : `${rows.length} laggards`}>
      <ul className="flex flex-col gap-3">
        {rows.slice(0, 20).map((row) => (
          <li key={row.proxyId} className="flex items-start gap-2">
            {row.stage === 'rejected' ? (
              <OctagonAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-bad" />
            ) : (
              <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-warn" />
            )}
            <div className="min-w-0 flex-1">
              <p className="text-13 font-medium">{lagWords(row)}</p>
              {row.reason && <p className={cx('break-words text-12 text-muted', row.stage === 'rejected' && 'font-mono')}>{row.reason}</p>}
            </div>
            <Button asChild>
              <Link prefetch={false} href={asRoute(`/proxies/${toPath(row.proxyId)}`)}>
                <ArrowUpRight size={14} aria-hidden /> Open proxy
              </Link>
            </Button>
          </li>
        ))}
      </ul>
    </SheetSection>
  )
}

function lagWords(row: EvidenceRow): string {
  const name = displayName(row.proxyId)
  if (row.stage === 'rejected') return `${name} refused the change and runs what it had before`
  if (row.stage === 'stored') return `${name} has not accepted the change`
  return `${name} has accepted the change; that it runs it is not proved`
}

/** Whoever cannot take the change goes on as before: said, and not waited for. */
function Unsupported({ rows }: { rows: readonly EvidenceRow[] }) {
  const cannot = rows.filter(({ stage }) => stage === 'unsupported')
  if (cannot.length === 0) return null
  return (
    <SheetSection title={cannot.length === 1 ? 'One proxy cannot take it' : `${cannot.length} proxies cannot take it`}>
      <ul className="flex flex-col gap-1 text-12 text-muted">
        {cannot.slice(0, 20).map((row) => (
          <li key={row.proxyId} className="break-words">
            <strong className="text-text">{displayName(row.proxyId)}</strong> {row.reason}; it runs what it ran
          </li>
        ))}
      </ul>
    </SheetSection>
  )
}

/** Asked and observed share of the version the change is about; absent where it was no shift. */
function ObservedShare({ change, now }: { change: ChangeWire; now: number }) {
  const before = change.before ? weightsOf(change.before, []) : {}
  const after = weightsOf(change.after, Object.keys(before))
  const version = shiftedVersion(before, after)
  const isShift = version !== null && (before[version] ?? 0) !== (after[version] ?? 0)
  const at = Date.parse(change.at)
  const from = at - 60_000
  const to = Math.min(Math.max(now, at + 60_000), at + 240_000)
  const { data } = useQuery({
    ...seriesQuery({
      subject: `version:${change.service}@${version ?? ''}`,
      metrics: ['share'],
      from: String(from),
      to: to > now ? 'now' : String(to),
      maxPoints: 120,
    }),
    enabled: isShift,
    placeholderData: (former) => former,
  })
  if (!isShift || version === null) return null
  const points = data?.points.share ?? []
  const asked = (after[version] ?? 0) / 100
  const newest = points.findLast(([pointAt, value]) => value !== null && pointAt >= at)?.[1] ?? null
  return (
    <SheetSection title={`Observed share of ${displayName(version)}`} note="counted by the callers’ proxies">
      <p className="mb-2 text-13">
        <strong>{newest === null ? noData : formatPercent(newest * 100)}</strong>{' '}
        <span className="text-muted">in the newest window; asked {after[version] ?? 0} %</span>
      </p>
      <TimeChart
        label={`Share of ${displayName(version)}: asked ${after[version] ?? 0} %, observed ${newest === null ? 'not yet' : formatPercent(newest * 100)}`}
        lines={[{ name: 'observed', points, color: 'var(--canary)' }]}
        from={from}
        to={to}
        format={(value) => formatPercent(value * 100)}
        limits={[{ value: asked, text: `asked ${after[version] ?? 0} %`, color: 'var(--canary)' }]}
        marks={[{ at, text: 'change' }]}
        minTop={0.1}
        height={130}
      />
    </SheetSection>
  )
}

/** Loaded, but no traffic has shown it: with the reasons, in words. */
function Unobserved({ rows }: { rows: readonly EvidenceRow[] }) {
  const waiting = rows.filter((row) => row.stage === 'loaded' && row.reason)
  if (waiting.length === 0) return null
  return (
    <SheetSection>
      <ul className="text-12 text-muted">
        {waiting.slice(0, 20).map((row) => (
          <li key={row.proxyId} className="break-words">
            <strong className="text-text">{displayName(row.proxyId)}</strong> <EvidenceReason row={row} />
          </li>
        ))}
      </ul>
    </SheetSection>
  )
}

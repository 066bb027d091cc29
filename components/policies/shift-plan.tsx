'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { WriteError } from '@/components/frame/write-error'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { KeyHint } from '@/components/ui/key-hint'
import { Segmented } from '@/components/ui/segmented'
import { Sheet } from '@/components/ui/sheet'
import { SheetSection } from '@/components/ui/sheet-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { ChangeWire } from '@/lib/api/changes'
import { policyQuery } from '@/lib/api/policies-queries'
import type { ServiceDetail } from '@/lib/api/services'
import { serviceQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural, formatRate } from '@/lib/mesh/format'
import { setWeight, type Weight } from './balance-weights'
import { ConflictNote } from './conflict-note'
import { FolderPatch, whyFolder } from './folder-patch'
import { PlanSummary } from './plan-summary'
import { PlanTabs } from './plan-tabs'
import { PlanWarnings } from './plan-warnings'
import { usePlan } from './use-plan'
import { WeightsEditor } from './weights-editor'
import { clickReason, type Weights, weightsOf, withWeights } from './weights-of'

type Props = {
  service: string
  onClose: () => void
  /** What a click asked for whose plan had a warning; the reason that the click would have given stands there until it is written anew. */
  initial?: Weights | null | undefined
  onApplied: (change: ChangeWire) => void
  onPlanned?: ((weights: Weights | null) => void) | undefined
}

const steps = ['0', '5', '10', '25', '50', '100']

/** The editor: nothing is sent before Apply. It begins with the live weights, never with an even split. */
export function ShiftPlan({ service, onClose, initial, onApplied, onPlanned }: Props) {
  const policy = useQuery({ ...policyQuery(service), refetchOnMount: 'always' })
  const detail = useQuery(serviceQuery(service)).data
  const versions = useMemo(() => detail?.versionDetails.map((version) => version.name) ?? [], [detail])
  const now = policy.data ? weightsOf(policy.data.policy, versions) : null
  const [edited, setEdited] = useState<Weight[] | null>(null)
  const [written, setWritten] = useState<string | null>(null)
  const weights = edited ?? (now && toWeights({ ...now, ...initial }))
  const planned = weights ? Object.fromEntries(weights.map((each) => [each.version, each.weight])) : null
  const reason = written ?? (initial && now && planned ? clickReason(service, now, planned) : '')
  // A plan on what was read before the sheet opened may be on a revision that is gone: a conflict nobody made.
  const plan = usePlan(service, policy.isFetchedAfterMount ? (policy.data ?? null) : null, planned, onApplied)

  const spoken = JSON.stringify(planned)
  // `planned` is another object with each drawing; who listens is told when its weights are others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `spoken` stands for what `planned` says
  useEffect(() => onPlanned?.(planned), [spoken, onPlanned])
  useEffect(() => () => onPlanned?.(null), [onPlanned])

  const newest = weights?.at(-1)
  const isSame = plan.data?.sentences.length === 0
  const blocked =
    !weights || plan.isStale
      ? 'The plan is being made'
      : isSame
        ? 'Nothing would change'
        : (whyFolder(policy.data?.folder) ?? (reason.trim() === '' ? 'Say why, in a sentence' : null))
  return (
    <Sheet
      open
      onClose={onClose}
      dirty={edited !== null || (written ?? '') !== ''}
      title={`Shift traffic on ${displayName(service)}`}
      sub={
        policy.data
          ? `Policy revision ${policy.data.revision}, route “${policy.data.policy.rules.at(-1)?.name ?? ''}”. Nothing is sent before Apply.`
          : ' '
      }
      headEnd={<ArrowHint />}
      foot={
        <>
          <span className="flex-1" />
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            size="large"
            disabledReason={blocked}
            busy={plan.apply.isPending}
            onClick={() => plan.apply.mutate(reason.trim())}
          >
            {plan.data ? `Apply to ${formatPlural(plan.data.proxies.length, 'proxy', 'proxies')}` : 'Apply'}
          </Button>
        </>
      }
    >
      {policy.error && !policy.data && (
        <QueryError
          error={policy.error}
          title="The policy could not be read"
          unchanged="Nothing was changed."
          onRetry={() => void policy.refetch()}
        />
      )}
      {!weights && !policy.error && <Skeleton className="m-5 h-32" />}
      {weights && now && (
        <>
          <SheetSection>
            <WeightsEditor
              weights={weights}
              now={now}
              onChange={setEdited}
              meaning={(version, percent) => meaningOf(detail, version, percent)}
              aside={
                newest &&
                weights.length > 1 && (
                  <Segmented
                    label={`Weight of ${newest.version}`}
                    value={String(newest.weight)}
                    options={steps.map((value) => ({ value, label: value }))}
                    onChange={(value) => setEdited(setWeight(weights, newest.version, Number(value)))}
                  />
                )
              }
              instances={(version) => detail?.versionDetails.find((each) => each.name === version)?.endpoints.length ?? null}
            />
          </SheetSection>
          {plan.conflict && (
            <ConflictNote
              conflict={plan.conflict}
              mine={policy.data && planned ? withWeights(plan.conflict.base ?? policy.data.policy, planned) : null}
              onRebase={() => void policy.refetch().then(plan.forgetConflict)}
            />
          )}
          {plan.applyError && (
            <WriteError error={plan.applyError} title="It was not applied" unchanged="Nothing was changed." kept="Your weights are kept." />
          )}
          {plan.error && (
            <QueryError size="inline" error={plan.error} title="There is no plan for these weights" unchanged="Nothing was changed." />
          )}
          {plan.data && (
            <>
              <PlanSummary plan={plan.data} now={now} isStale={plan.isStale} />
              {!isSame && (
                <SheetSection>
                  <PlanTabs plan={plan.data} />
                </SheetSection>
              )}
              {!isSame && <PlanWarnings plan={plan.data} />}
              {!isSame && policy.data?.folder && <FolderPatch folder={policy.data.folder} plan={plan.data} />}
            </>
          )}
          <SheetSection>
            <Field label="Reason" help="It stays on the change.">
              {(aria) => (
                <Input
                  {...aria}
                  value={reason}
                  onChange={(event) => setWritten(event.target.value)}
                  onKeyDown={(event) => event.key === 'Enter' && !blocked && plan.apply.mutate(reason.trim())}
                  placeholder="Release 2.1, second step"
                  boxClassName="w-full"
                />
              )}
            </Field>
          </SheetSection>
        </>
      )}
    </Sheet>
  )
}

const toWeights = (weights: Weights): Weight[] => Object.entries(weights).map(([version, weight]) => ({ version, weight, isLocked: false }))

/** "35.5 rps on 1": the version's share of the present traffic, and how many instances take it. */
function meaningOf(detail: ServiceDetail | undefined, version: string, percent: number): string {
  const rate = detail?.signals.requestsPerSecond
  const instances = detail?.versionDetails.find((each) => each.name === version)?.endpoints.length
  if (rate === null || rate === undefined) return `${percent} %`
  return `${formatRate((rate * percent) / 100)}${instances === undefined ? '' : ` on ${instances}`}`
}

function ArrowHint() {
  return (
    <span className="flex items-center gap-1 pt-1 text-12 text-muted max-sm:hidden">
      <KeyHint>←</KeyHint>
      <KeyHint>→</KeyHint> 1 <KeyHint>Shift</KeyHint> 10
    </span>
  )
}

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/segmented'
import { Select } from '@/components/ui/select'
import { SheetSection } from '@/components/ui/sheet-section'
import type { ServiceSummary } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { NumberField, Tick } from './action-part'
import type { DraftPart } from './draft-part'

const durations = [
  { value: '60', label: '1 min' },
  { value: '300', label: '5 min' },
  { value: '600', label: '10 min' },
  { value: '1800', label: '30 min' },
  { value: '3600', label: '1 h' },
] as const
const none = ' none'
const guardMetrics = [
  { value: 'errorRatio', label: 'errors' },
  { value: 'p95', label: 'p95' },
  { value: 'p99', label: 'p99' },
] as const

/** When it ends, whatever happens, and what ends it sooner. */
export function EndPart({ draft, problems, onChange, services }: DraftPart & { services: readonly ServiceSummary[] }) {
  const guardable = services.filter((service) => service.kind !== 'unknown' && service.protocol !== 'tcp')
  return (
    <SheetSection title="End" note="compulsory, an hour at most">
      <div className="flex flex-wrap items-start gap-4">
        <div>
          <p className="mb-1 text-12 font-semibold">After</p>
          <Segmented
            size="large"
            label="Duration"
            value={draft.durationSeconds}
            options={durations}
            onChange={(durationSeconds) => onChange({ durationSeconds })}
          />
        </div>
        <NumberField
          label="or exactly"
          unit="s"
          value={draft.durationSeconds}
          error={problems.durationSeconds}
          onChange={(durationSeconds) => onChange({ durationSeconds })}
        />
      </div>
      <div className="mt-4 flex flex-wrap items-start gap-4">
        <Tick label="Stop sooner when" isOn={draft.hasGuard} onToggle={(hasGuard) => onChange({ hasGuard })} />
        {draft.hasGuard && (
          <>
            <Field label="callers of" error={problems.guardService} className="min-w-52">
              {(aria) => (
                <Select
                  {...aria}
                  label="Service that is watched"
                  size="large"
                  className="w-full"
                  value={draft.guardService || none}
                  options={[
                    ...(draft.guardService ? [] : [{ value: none, label: 'Choose a service' }]),
                    ...guardable.map((service) => ({ value: service.name, label: displayName(service.name) })),
                  ]}
                  onChange={(value) => onChange({ guardService: value === none ? '' : value })}
                />
              )}
            </Field>
            <Field label="watch" className="min-w-32">
              {(aria) => (
                <Select
                  {...aria}
                  label="What is watched"
                  size="large"
                  className="w-full"
                  value={draft.guardMetric}
                  options={guardMetrics}
                  onChange={(guardMetric) => onChange({ guardMetric })}
                />
              )}
            </Field>
            {draft.guardMetric === 'errorRatio' ? (
              <NumberField
                label="rise above"
                unit="%"
                value={draft.guardErrorPercent}
                error={problems.guardErrorPercent}
                onChange={(guardErrorPercent) => onChange({ guardErrorPercent })}
              />
            ) : (
              <NumberField
                label="rises above"
                unit="ms"
                value={draft.guardMs}
                error={problems.guardMs}
                onChange={(guardMs) => onChange({ guardMs })}
              />
            )}
          </>
        )}
      </div>
    </SheetSection>
  )
}

/** Why it is done, and what is expected to happen. */
export function WhyPart({ draft, problems, onChange }: DraftPart) {
  return (
    <SheetSection title="Why">
      <div className="flex flex-col gap-3">
        <Field label="Reason" error={problems.reason} help="Stands on every page while it runs.">
          {(aria) => (
            <Input
              {...aria}
              placeholder="does reviews fall back?"
              value={draft.reason}
              invalid={problems.reason !== undefined}
              onChange={(event) => onChange({ reason: event.target.value })}
              boxClassName="w-full"
            />
          )}
        </Field>
        <Field label="Hypothesis" error={problems.hypothesis} help="What you expect to see; optional.">
          {(aria) => (
            <Input
              {...aria}
              placeholder="frontend errors stay under 2 %"
              value={draft.hypothesis}
              onChange={(event) => onChange({ hypothesis: event.target.value })}
              boxClassName="w-full"
            />
          )}
        </Field>
      </div>
    </SheetSection>
  )
}

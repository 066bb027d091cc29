import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SheetSection } from '@/components/ui/sheet-section'
import { displayName } from '@/lib/mesh/display-name'
import type { FaultPart } from '@/lib/mesh/fault-key'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { DraftPart } from './draft-part'

/** What is done to them: abort, delay, bandwidth, each with its own share. */
export function ActionPart({
  draft,
  problems,
  onChange,
  protocol,
  unsupported = {},
}: DraftPart & { protocol: Protocol | null; unsupported?: Partial<Record<FaultPart, string>> }) {
  return (
    <SheetSection title="Fault" note="drawn per request; a request can be both delayed and aborted">
      <div className="flex flex-col gap-4">
        <Part label="Abort" reason={unsupported.abort} isOn={draft.hasAbort} onToggle={(hasAbort) => onChange({ hasAbort })}>
          <NumberField
            label="Share"
            unit="%"
            value={draft.abortPercent}
            error={problems.abortPercent}
            onChange={(abortPercent) => onChange({ abortPercent })}
          />
          <NumberField
            label={protocol === 'grpc' ? 'gRPC status' : 'HTTP status'}
            value={draft.abortStatus}
            error={problems.abortStatus}
            help={protocol === 'grpc' ? '14 is UNAVAILABLE' : undefined}
            onChange={(abortStatus) => onChange({ abortStatus })}
          />
        </Part>
        <Part label="Delay" reason={unsupported.delay} isOn={draft.hasDelay} onToggle={(hasDelay) => onChange({ hasDelay })}>
          <NumberField
            label="Share"
            unit="%"
            value={draft.delayPercent}
            error={problems.delayPercent}
            onChange={(delayPercent) => onChange({ delayPercent })}
          />
          <NumberField label="By" unit="ms" value={draft.delayMs} error={problems.delayMs} onChange={(delayMs) => onChange({ delayMs })} />
        </Part>
        <Part
          label="Bandwidth"
          reason={unsupported.bandwidth}
          isOn={draft.hasBandwidth}
          onToggle={(hasBandwidth) => onChange({ hasBandwidth })}
        >
          <NumberField
            label="Share"
            unit="%"
            value={draft.bandwidthPercent}
            error={problems.bandwidthPercent}
            onChange={(bandwidthPercent) => onChange({ bandwidthPercent })}
          />
          <NumberField
            label="At most"
            unit="KiB/s"
            value={draft.bandwidthKib}
            error={problems.bandwidthKib}
            onChange={(bandwidthKib) => onChange({ bandwidthKib })}
          />
        </Part>
        {(draft.hasDelay || draft.hasBandwidth) && (
          <NumberField
            label="Held at once"
            value={draft.maxActive}
            error={problems.maxActive}
            help="per proxy; 100 unless said. Those beyond pass untouched, and are counted."
            onChange={(maxActive) => onChange({ maxActive })}
          />
        )}
        {problems.action && (
          <p role="alert" className="flex items-center gap-1 text-12 text-bad">
            <CircleAlert size={14} aria-hidden />
            {problems.action}
          </p>
        )}
      </div>
    </SheetSection>
  )
}

function Part({
  label,
  reason,
  isOn,
  onToggle,
  children,
}: {
  label: string
  /** Why it cannot be done here. */
  reason: string | undefined
  isOn: boolean
  onToggle: (isOn: boolean) => void
  children: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-start gap-4">
      <Tick label={label} isOn={isOn} onToggle={onToggle} isDisabled={reason !== undefined && !isOn} />
      {reason === undefined ? isOn && children : <p className="min-w-0 flex-1 py-2 text-12 text-muted">{displayName(reason, 300)}</p>}
    </div>
  )
}

type TickProps = { label: ReactNode; isOn: boolean; onToggle: (isOn: boolean) => void; isDisabled?: boolean }

/** A tick with its words; at least 24 px to hit. */
export function Tick({ label, isOn, onToggle, isDisabled = false }: TickProps) {
  return (
    <label className="inline-flex min-h-8 min-w-24 items-center gap-2 text-13 font-medium">
      <input
        type="checkbox"
        className="size-4 accent-(--accent)"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onToggle(event.target.checked)}
      />
      {label}
    </label>
  )
}

type NumberProps = {
  label: string
  unit?: string
  value: string
  error: string | undefined
  help?: string | undefined
  onChange: (text: string) => void
}

export function NumberField({ label, unit, value, error, help, onChange }: NumberProps) {
  return (
    <Field label={label} error={error} help={help} className="w-40">
      {(aria) => (
        <Input
          {...aria}
          inputMode="decimal"
          unit={unit}
          value={value}
          invalid={error !== undefined}
          onChange={(event) => onChange(event.target.value)}
          className="text-right"
          boxClassName="w-full"
        />
      )}
    </Field>
  )
}

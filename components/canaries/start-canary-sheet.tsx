'use client'
import { useQuery } from '@tanstack/react-query'
import { Split } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { WriteError } from '@/components/frame/write-error'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Sheet } from '@/components/ui/sheet'
import { SheetSection } from '@/components/ui/sheet-section'
import type { ServiceSummary } from '@/lib/api/services'
import { servicesQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { BeforeStart } from './before-start'
import { type CanaryDraft, findDraftProblem, presetDraft, toSpec } from './canary-draft'
import { CanaryPlanPart } from './canary-plan-part'
import { type PlannedStep, stepLabel } from './ladder-steps'
import { useCanaryForecast, useStartCanary } from './use-start-canary'
import { VersionsPart } from './versions-part'

type Props = { open: boolean; onClose: () => void; service?: string | undefined }

/** The form of a new canary: which version, how carefully, why; and before the start how long a verdict takes and what forbids it. */
export function StartCanarySheet({ open, onClose, service }: Props) {
  const services = useQuery({ ...servicesQuery(), enabled: open }).data?.services
  if (!open || !services) return null
  return <Form services={services} preset={service} onClose={onClose} />
}

type FormProps = { services: readonly ServiceSummary[]; preset: string | undefined; onClose: () => void }

function Form({ services, preset, onClose }: FormProps) {
  const [draft, setDraft] = useState<CanaryDraft>(() => presetDraft(services, preset))
  const [isTried, setIsTried] = useState(false)
  const form = useId()
  const forecast = useCanaryForecast(draft)
  const start = useStartCanary()
  const missing = findDraftProblem(draft, forecast.data?.holder ?? null)
  const blocked = forecast.data?.problems[0] ?? null
  const change = (next: Partial<CanaryDraft>) => {
    start.reset()
    setDraft((before) => ({ ...before, ...next }))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!missing && !blocked && !start.isPending) start.mutate(toSpec(draft))
  }
  const shown = isTried ? missing : null
  return (
    <Sheet
      open
      onClose={onClose}
      dirty={draft.reason !== '' || start.isPending}
      title={draft.service === '' ? 'Start a canary' : `Start a canary of ${displayName(draft.service)} ${displayName(draft.version, 32)}`}
      sub="It moves step by step, on evidence; it goes back by itself when it is worse, and within 15 s when Outrider is gone."
      foot={
        <>
          <span className="min-w-0 flex-1 truncate text-12 text-bad" role="status">
            {shown?.text ?? ''}
          </span>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="large"
            variant="primary"
            type="submit"
            form={form}
            icon={<Split size={16} aria-hidden />}
            busy={start.isPending}
            disabledReason={blocked && displayName(blocked, 200)}
          >
            {draft.version === ''
              ? 'Start'
              : `Start with ${firstStep(forecast.data?.parameters.steps)} to ${displayName(draft.version, 20)}`}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <VersionsPart draft={draft} services={services} onChange={change} problem={shown} />
        <CanaryPlanPart draft={draft} onChange={change} problem={shown} />
        <SheetSection title="Why">
          <Field label="Reason" error={shown?.field === 'reason' ? shown.text : null} help="Stands on its page and in the record.">
            {(aria) => (
              <Input
                {...aria}
                placeholder="release 2.1"
                value={draft.reason}
                invalid={shown?.field === 'reason'}
                onChange={(event) => change({ reason: event.target.value })}
                boxClassName="w-full"
              />
            )}
          </Field>
        </SheetSection>
        <BeforeStart draft={draft} forecast={forecast} onChange={change} problem={shown} />
      </form>
      {start.isError && (
        <div className="px-5 py-4">
          <WriteError title="The canary was not started" error={start.error} unchanged="No weight was moved." />
        </div>
      )}
    </Sheet>
  )
}

function firstStep(steps: readonly PlannedStep[] | undefined): string {
  const [first] = steps ?? []
  return first === undefined ? 'the first step' : first.kind === 'cohort' ? displayName(stepLabel(first), 40) : stepLabel(first)
}

'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { asRoute } from '@/components/frame/as-route'
import { WriteError } from '@/components/frame/write-error'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/sheet'
import type { FaultSpecWire } from '@/lib/api/faults'
import { startFault } from '@/lib/api/faults-queries'
import type { ServiceSummary } from '@/lib/api/services'
import { servicesQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { formatSpan } from '@/lib/mesh/format-time'
import { ActionPart } from './action-part'
import { BeforeStartPart } from './before-start-part'
import { EndPart, WhyPart } from './end-part'
import { checkDraft, defaultStatus, emptyDraft, type FaultDraft, numberOf, withProposedGuard } from './fault-draft'
import { ForecastPart } from './forecast-part'
import { ScopePart } from './scope-part'
import { serverProblems } from './server-problems'
import { useForecast } from './use-forecast'
import { useCallers, usePreflight } from './use-preflight'

type Props = { open: boolean; onClose: () => void; service?: string | undefined }

/** The form of a new fault: scope, fault, end, why, and what it would touch. `service` presets whom it meets. */
export function NewFaultSheet({ open, onClose, service }: Props) {
  const services = useQuery({ ...servicesQuery(), enabled: open }).data?.services
  if (!open || !services) return null
  return <Form services={services} preset={service} onClose={onClose} />
}

type Services = readonly ServiceSummary[]

function Form({ services, preset, onClose }: { services: Services; preset: string | undefined; onClose: () => void }) {
  const [typed, setDraft] = useState<FaultDraft>(() => presetDraft(services, preset))
  const [isTried, setIsTried] = useState(false)
  const protocol = services.find((each) => each.name === typed.service)?.protocol ?? null
  const callers = useCallers(typed.service)
  const draft = withProposedGuard(typed, callers)
  const { traffic, items, unsupported } = usePreflight(draft, services)
  const checked = checkDraft(draft, protocol)
  const forecast = useForecast(draft, protocol)
  const start = useStart()
  const problems = { ...serverProblems(start.error), ...(isTried ? checked.problems : {}) }
  const change = (next: Partial<FaultDraft>) => {
    start.reset()
    setDraft((before) => ({ ...before, ...next }))
  }
  const refusal = forecast.isPlaceholderData ? undefined : forecast.data?.problems[0]?.message
  const blocked = items.find((item) => item.kind === 'blocks')?.text ?? refusal ?? null
  const submit = () => {
    setIsTried(true)
    if (checked.spec && !blocked) start.mutate(checked.spec)
  }
  const part = { draft, problems, onChange: change }
  return (
    <Sheet
      open
      onClose={onClose}
      dirty={draft.reason !== '' || start.isPending}
      title={draft.service === '' ? 'New fault' : `New fault on ${displayName(draft.service)}`}
      sub={
        forecast.data?.unleased
          ? 'Outrider ends it at its time. It does NOT end by itself on every proxy when Outrider is gone: see the forecast.'
          : 'Leased: it ends by itself at its time, and within 15 s when Outrider is gone.'
      }
      foot={
        <Foot
          draft={draft}
          isTried={isTried}
          problems={checked.problems}
          blocked={blocked}
          busy={start.isPending}
          onClose={onClose}
          onSubmit={submit}
        />
      }
    >
      <ScopePart {...part} services={services} callers={callers} />
      <ActionPart {...part} protocol={protocol} unsupported={unsupported} />
      <EndPart {...part} services={services} />
      <WhyPart {...part} />
      <BeforeStartPart draft={draft} traffic={traffic} items={items} />
      {forecast.data && <ForecastPart draft={draft} onChange={change} forecast={forecast.data} isOld={forecast.isPlaceholderData} />}
      {start.isError && (
        <div className="px-5 py-4">
          <WriteError title="The fault was not started" error={start.error} unchanged="Nothing was injected." />
        </div>
      )}
    </Sheet>
  )
}

function presetDraft(services: Services, preset: string | undefined): FaultDraft {
  const service = services.find((each) => each.name === preset)
  if (!service) return emptyDraft
  return { ...emptyDraft, service: service.name, abortStatus: defaultStatus(service.protocol) }
}

/** Starts it and goes to the page Faults, which closes the sheet: closing it by the URL as well would take the navigation back. */
function useStart() {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: (spec: FaultSpecWire) => startFault(spec),
    onSuccess: (fault) => {
      toast(`The fault on ${displayName(fault.service)} is stored; its proof follows, proxy by proxy.`)
      router.push(asRoute('/faults'))
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['faults'] }),
  })
}

type FootProps = {
  draft: FaultDraft
  isTried: boolean
  problems: object | null
  blocked: string | null
  busy: boolean
  onClose: () => void
  onSubmit: () => void
}

function Foot({ draft, isTried, problems, blocked, busy, onClose, onSubmit }: FootProps) {
  const seconds = numberOf(draft.durationSeconds)
  const count = problems ? Object.keys(problems).length : 0
  return (
    <>
      <span className="min-w-0 flex-1 truncate text-12 text-bad" role="status">
        {isTried && count > 0 ? `${count === 1 ? 'One field needs' : `${count} fields need`} a look` : ''}
      </span>
      <Button size="large" onClick={onClose}>
        Cancel
      </Button>
      <Button
        size="large"
        variant="primary"
        icon={<FlaskConical size={16} aria-hidden />}
        busy={busy}
        disabledReason={blocked}
        onClick={onSubmit}
      >
        {seconds === null ? 'Inject' : `Inject for ${formatSpan(seconds * 1000)}`}
      </Button>
    </>
  )
}

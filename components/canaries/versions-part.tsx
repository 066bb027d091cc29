import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { SheetSection } from '@/components/ui/sheet-section'
import type { ServiceSummary } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { type CanaryDraft, canaryTargets, type DraftProblem, presetDraft } from './canary-draft'

/** No name has a space: this cannot be a service or a version. */
const none = ' none'

type Props = {
  draft: CanaryDraft
  services: readonly ServiceSummary[]
  problem: DraftProblem | null
  onChange: (change: Partial<CanaryDraft>) => void
}

/** Which version of which service, and what it is compared with: both run at the same time. */
export function VersionsPart({ draft, services, problem, onChange }: Props) {
  const targets = canaryTargets(services)
  const versions = targets.find((service) => service.name === draft.service)?.versions ?? []
  const choose = (name: string) => {
    const { service, version, baseline } = presetDraft(services, name)
    onChange({ service, version, baseline, overrideLock: '' })
  }
  const options = versions.map((version) => ({
    value: version.name,
    label: `${displayName(version.name, 32)}, ${version.weightPercent ?? '–'} %, ${formatPlural(version.instances, 'instance')}`,
  }))
  const errorOf = (field: DraftProblem['field']) => (problem?.field === field ? problem.text : null)
  return (
    <SheetSection title="Versions" note="both take traffic at the same time">
      {targets.length === 0 && (
        <p className="mb-2 text-12 text-muted">No declared service has two versions, so there is nothing to compare.</p>
      )}
      <div className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-3">
        <Field label="Service" error={errorOf('service')}>
          {(aria) => (
            <Select
              {...aria}
              label="Service"
              size="large"
              className="w-full"
              value={draft.service || none}
              options={[
                ...(draft.service ? [] : [{ value: none, label: 'Choose a service' }]),
                ...targets.map((service) => ({ value: service.name, label: displayName(service.name) })),
              ]}
              onChange={(name) => name !== none && choose(name)}
            />
          )}
        </Field>
        {(['version', 'baseline'] as const).map((field) => (
          <Field
            key={field}
            label={field === 'version' ? 'New version' : 'Compared with'}
            error={
              errorOf(field) ??
              (field === 'baseline' && draft.version !== '' && draft.version === draft.baseline ? 'compare it with another version' : null)
            }
          >
            {(aria) => (
              <Select
                {...aria}
                label={field === 'version' ? 'New version' : 'Compared with'}
                size="large"
                className="w-full"
                disabled={versions.length === 0}
                value={draft[field] || none}
                options={draft[field] ? options : [{ value: none, label: '–' }, ...options]}
                onChange={(value) => value !== none && onChange({ [field]: value })}
              />
            )}
          </Field>
        ))}
      </div>
    </SheetSection>
  )
}

import type { CanaryForecastRequest, CanarySpecWire, CanaryWire } from '@/lib/api/canaries'
import type { ServiceSummary } from '@/lib/api/services'
import { presets } from '@/lib/canary/presets'
import type { CanaryStep } from '@/lib/mesh/canary'
import { pickVersions } from './pick-versions'

/** What the form holds. */
export type CanaryDraft = {
  service: string
  version: string
  baseline: string
  preset: CanaryWire['preset']
  onWorse: CanaryWire['parameters']['onWorse']
  /** What comes before the first weight. */
  first: 'weights' | 'copies' | 'cohort'
  /** Of a cohort, e.g. `x-tester: yes`. */
  cohort: string
  reason: string
  /** Why the holder of the route is overridden. */
  overrideLock: string
}
export type DraftProblem = { field: 'service' | 'version' | 'baseline' | 'cohort' | 'reason' | 'overrideLock'; text: string }

const emptyDraft: CanaryDraft = {
  service: '',
  version: '',
  baseline: '',
  preset: 'normal',
  onWorse: 'rollback',
  first: 'weights',
  cohort: '',
  reason: '',
  overrideLock: '',
}

/** Services a canary can be of: steered by us, called by somebody, of two versions. */
export const canaryTargets = (services: readonly ServiceSummary[]): ServiceSummary[] =>
  services.filter((service) => service.declared && service.kind !== 'gateway' && service.kind !== 'unknown' && service.versions.length > 1)

/** Everything chosen but the reason, where the service is known; empty otherwise. */
export function presetDraft(services: readonly ServiceSummary[], name: string | undefined): CanaryDraft {
  const service = canaryTargets(services).find((each) => each.name === name)
  const versions = service && pickVersions(service.versions)
  return service && versions ? { ...emptyDraft, service: service.name, ...versions } : emptyDraft
}

/** The first thing that is missing; null when it may be asked for. holder: who has the route now. */
export function findDraftProblem(draft: CanaryDraft, holder: string | null): DraftProblem | null {
  if (draft.service === '') return { field: 'service', text: 'choose a service' }
  if (draft.version === '') return { field: 'version', text: 'choose the new version' }
  if (draft.baseline === '') return { field: 'baseline', text: 'choose what it is compared with' }
  if (draft.version === draft.baseline) return { field: 'baseline', text: 'compare it with another version' }
  if (draft.first === 'cohort' && parseCohort(draft.cohort) === null)
    return { field: 'cohort', text: 'say which header with which value, e.g. x-tester: yes' }
  if (draft.reason.trim() === '') return { field: 'reason', text: 'say why, in a sentence' }
  if (holder !== null && draft.overrideLock.trim() === '') return { field: 'overrideLock', text: 'say why its holder is overridden' }
  return null
}

export const toForecastRequest = (draft: CanaryDraft): CanaryForecastRequest => {
  const { service, version, baseline, preset, onWorse } = draft
  const first = firstStep(draft)
  const steps = [...(first ? [first] : []), ...presets[preset].steps]
  return { service, version, baseline, preset, onWorse, ...(first && { parameters: { steps } }) }
}

/** As much as a version can be asked to bear beside all that it will. */
const copiedPercent = 10

function firstStep({ first, cohort }: CanaryDraft): CanaryStep | null {
  if (first === 'copies') return { kind: 'mirror', percent: copiedPercent }
  const parsed = first === 'cohort' ? parseCohort(cohort) : null
  return parsed && { kind: 'cohort', ...parsed }
}

/** `x-tester: yes`; null where one of both is missing. */
function parseCohort(text: string): { header: string; value: string } | null {
  const [, header = '', value = ''] = /^\s*([^\s:]+)\s*:\s*(\S.*?)\s*$/.exec(text) ?? []
  return header !== '' && value !== '' ? { header, value } : null
}

export const toSpec = (draft: CanaryDraft): CanarySpecWire => ({
  ...toForecastRequest(draft),
  reason: draft.reason.trim(),
  ...(draft.overrideLock.trim() === '' ? {} : { overrideLock: draft.overrideLock.trim() }),
})

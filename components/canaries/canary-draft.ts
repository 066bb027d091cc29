import type { CanaryForecastRequest, CanarySpecWire, CanaryWire } from '@/lib/api/canaries'
import type { ServiceSummary } from '@/lib/api/services'
import { pickVersions } from './pick-versions'

/** What the form holds. */
export type CanaryDraft = {
  service: string
  version: string
  baseline: string
  preset: CanaryWire['preset']
  onWorse: CanaryWire['parameters']['onWorse']
  reason: string
  /** Why the holder of the route is overridden. */
  overrideLock: string
}
export type DraftProblem = { field: 'service' | 'version' | 'baseline' | 'reason' | 'overrideLock'; text: string }

const emptyDraft: CanaryDraft = {
  service: '',
  version: '',
  baseline: '',
  preset: 'normal',
  onWorse: 'rollback',
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
  if (draft.reason.trim() === '') return { field: 'reason', text: 'say why, in a sentence' }
  if (holder !== null && draft.overrideLock.trim() === '') return { field: 'overrideLock', text: 'say why its holder is overridden' }
  return null
}

export const toForecastRequest = ({ service, version, baseline, preset, onWorse }: CanaryDraft): CanaryForecastRequest => ({
  service,
  version,
  baseline,
  preset,
  onWorse,
})

export const toSpec = (draft: CanaryDraft): CanarySpecWire => ({
  ...toForecastRequest(draft),
  reason: draft.reason.trim(),
  ...(draft.overrideLock.trim() === '' ? {} : { overrideLock: draft.overrideLock.trim() }),
})

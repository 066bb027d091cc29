import type { z } from 'zod'
import type { changeSchema, evidenceSchema } from '@/lib/api/changes'
import type { Change, Evidence, StageTimes } from '@/lib/mesh/change'
import { paceOf } from '@/lib/mesh/evidence'
import { toIso } from './time'

export const toEvidenceWire = (row: Evidence): z.input<typeof evidenceSchema> => ({
  proxyId: row.proxyId,
  stage: row.stage,
  at: toStageTimes(row.at),
  ...(row.reason === undefined ? {} : { reason: row.reason }),
})

function toStageTimes(at: StageTimes): z.input<typeof evidenceSchema>['at'] {
  return {
    stored: toIso(at.stored),
    ...(at.accepted === undefined ? {} : { accepted: toIso(at.accepted) }),
    ...(at.loaded === undefined ? {} : { loaded: toIso(at.loaded) }),
    ...(at.observed === undefined ? {} : { observed: toIso(at.observed) }),
    ...(at.rejected === undefined ? {} : { rejected: toIso(at.rejected) }),
  }
}

export const toChangeWire = (change: Change): z.input<typeof changeSchema> => ({
  id: change.id,
  service: change.service,
  actor: change.actor,
  reason: change.reason,
  at: toIso(change.at),
  policyRevision: change.policyRevision,
  sentence: change.sentence,
  before: change.before,
  after: change.after,
  state: change.state,
  undoes: change.undoes,
  undoneBy: change.undoneBy,
  evidence: change.evidence.map(toEvidenceWire),
  inForce: change.inForce,
  seconds: {
    accepted: paceOf(change.evidence, 'accepted', change.at),
    loaded: paceOf(change.evidence, 'loaded', change.at),
    observed: paceOf(change.evidence, 'observed', change.at),
  },
})

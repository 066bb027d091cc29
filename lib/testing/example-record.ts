import type { CanaryRecord } from '@/lib/canary/canary-record'
import type { CanaryState } from '@/lib/canary/canary-state'

const known = { requestsPerSecond: null, baseErrorRatio: null, doublingSeconds: null, fourfoldSeconds: null, tenfoldSeconds: null }

/** A canary in this state as it is kept: preset fast, nothing is forecast, and it has made no change yet. */
export const exampleRecord = (state: CanaryState): CanaryRecord => ({
  state,
  preset: 'fast',
  at: 0,
  forecast: { sentence: '', ...known, promotion: null, isDispersionMeasured: false, measured: null },
  evidence: [],
  changes: [],
  ownRevision: null,
  alertTexts: {},
  holdsLease: true,
  endRevision: null,
})

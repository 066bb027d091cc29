import type { PlanWarning } from '@/lib/mesh/plan'
import { warnBreaker } from './warnings/warn-breaker'
import { warnCannotTake, warnForeignCaller, warnNoConsumer, warnUnkeptWeights } from './warnings/warn-callers'
import { warnInstances } from './warnings/warn-instances'
import { warnLoad } from './warnings/warn-load'
import { warnMirror } from './warnings/warn-mirror'
import { warnOverlays } from './warnings/warn-overlays'
import { warnRateLimit } from './warnings/warn-rate-limit'
import { warnRemarks } from './warnings/warn-remarks'
import { warnDilutedFaults, warnHiddenErrors } from './warnings/warn-retries'
import { warnTimeouts } from './warnings/warn-timeouts'
import type { Warn, WarningInput } from './warnings/warning-input'

const all: readonly Warn[] = [
  warnInstances,
  warnLoad,
  warnHiddenErrors,
  warnDilutedFaults,
  warnOverlays,
  warnNoConsumer,
  warnCannotTake,
  warnUnkeptWeights,
  warnForeignCaller,
  warnTimeouts,
  warnBreaker,
  warnMirror,
  warnRateLimit,
  warnRemarks,
]

/** What speaks against an edit that is otherwise in order; each with a way out. Empty: nothing does. */
export const planWarnings = (input: WarningInput): PlanWarning[] => all.flatMap((warn) => warn(input))

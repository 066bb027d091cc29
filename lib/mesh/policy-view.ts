import type { Millis } from './names'
import type { Policy } from './policy'

/** A fault or a canary's step that is compiled together with a policy. endsAt is null where it has no end of its own. */
export type Overlay = { kind: 'fault' | 'canary'; id: string; text: string; endsAt: Millis | null }
export type FeatureSupport = { feature: string; supported: boolean; reason?: string | undefined }

/** A policy with what else shapes the routes of its service. `folder`: the watched folder that is the source of truth; edits are committed there. */
export type PolicyView = {
  policy: Policy
  revision: number
  overlays: Overlay[]
  capabilities: FeatureSupport[]
  folder?: string | null | undefined
}

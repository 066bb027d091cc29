import type { Millis } from './names'
import type { Policy } from './policy'

/** A fault or a canary's step that is compiled together with a policy. endsAt is null where it has no end of its own. */
export type Overlay = { kind: 'fault' | 'canary'; id: string; text: string; endsAt: Millis | null }
export type FeatureSupport = { feature: string; supported: boolean; reason?: string | undefined }

/** A policy with what else shapes the routes of its service. */
export type PolicyView = { policy: Policy; revision: number; overlays: Overlay[]; capabilities: FeatureSupport[] }

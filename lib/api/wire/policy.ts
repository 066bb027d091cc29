import type { z } from 'zod'
import type { overlaySchema, planResponseSchema, policyResponseSchema } from '@/lib/api/policies'
import type { Plan } from '@/lib/mesh/plan'
import type { Overlay, PolicyView } from '@/lib/mesh/policy-view'
import { toIso, toIsoOrNull } from './time'

export const toOverlayWire = (overlay: Overlay): z.input<typeof overlaySchema> => ({ ...overlay, endsAt: toIsoOrNull(overlay.endsAt) })

export const toPolicyWire = (view: PolicyView): z.input<typeof policyResponseSchema> => ({
  policy: view.policy,
  revision: view.revision,
  overlays: view.overlays.map(toOverlayWire),
  capabilities: view.capabilities,
  folder: view.folder ?? null,
})

export const toPlanWire = (plan: Plan): z.input<typeof planResponseSchema> => ({ ...plan, at: toIso(plan.at) })

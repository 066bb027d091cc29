import type { CanaryWire } from '@/lib/api/canaries'
import { displayName } from '@/lib/mesh/display-name'

/** Whose traffic it moves: `shop/reviews v2`. */
export const canaryTarget = (canary: Pick<CanaryWire, 'service' | 'version'>): string =>
  `${displayName(canary.service)} ${displayName(canary.version, 32)}`

/** The verdict in the fewest plain words. */
export const verdictWords: Record<CanaryWire['verdict'], string> = {
  worse: 'worse',
  not_worse: 'not worse',
  unknown: 'unknown yet',
  blind: 'blind: numbers are missing',
}

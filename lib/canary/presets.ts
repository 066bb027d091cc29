import type { CanaryParameters, CanaryPreset, WeightStep } from '@/lib/mesh/canary'

export type PresetName = CanaryPreset

const shared = {
  alphaPromote: 0.05,
  blindAfterSeconds: 60,
  deadlineSeconds: 6 * 3600,
  onWorse: 'rollback',
  onDeadline: 'rollback',
  onBlind: 'hold',
  onLeaseLost: 'revert',
  warmOldSeconds: 900,
  leaseSeconds: 300,
} as const

const weights = (...list: readonly number[]): WeightStep[] => list.map((weightPercent) => ({ kind: 'weight', weightPercent }))

/** The three ways to start with one click. Source: handbook, canary-and-faults.md 2.9; tuned by `npm run bench -- canary`. */
export const presets: Readonly<Record<PresetName, CanaryParameters>> = {
  careful: {
    ...shared,
    steps: weights(1, 5, 10, 25, 50),
    tickSeconds: 15,
    warmUpSeconds: 30,
    holdSeconds: 300,
    alpha: 0.005,
    marginErrors: 0.0025,
    marginLatency: 0.01,
  },
  normal: {
    ...shared,
    steps: weights(5, 10, 25, 50),
    tickSeconds: 15,
    warmUpSeconds: 15,
    holdSeconds: 120,
    alpha: 0.01,
    marginErrors: 0.005,
    marginLatency: 0.02,
  },
  fast: {
    ...shared,
    steps: weights(10, 50),
    tickSeconds: 5,
    warmUpSeconds: 5,
    holdSeconds: 30,
    alpha: 0.01,
    marginErrors: 0.01,
    marginLatency: 0.03,
  },
}

import { readBaseline } from '@/lib/canary/baseline'
import { presets } from '@/lib/canary/presets'
import { drawNormal, seededRandom } from '@/lib/canary/seeded-random'
import { startCanary } from '@/lib/canary/start-canary'
import type { StratumCounts, Tick } from '@/lib/canary/tick'
import type { CanaryParameters } from '@/lib/mesh/canary'
import { type Arm, drawStratum } from './draw-counts'
import { baseRatio, latency, type Scenario } from './scenarios'
import { drawHour, plainPlan, SimulatedMesh } from './simulated-mesh'
import { ThresholdRule } from './threshold-rule'

/** One run of the real controller. Seconds count from when the weight is in force on every proxy, warm-up and tick included; null = did not happen. */
export type Outcome = { worseSeconds: number | null; promotedSeconds: number | null; thresholdSeconds: number | null }

const start = 1_000_000_000_000
const isAboutAlarms = ({ asks }: Scenario): boolean => asks === 'false alarm' || asks === 'time to see'

/**
 * Runs the controller on drawn counts until it is decided. A run about alarms is paused on its one step for the whole time, so that every look is taken: a
 * pause stops promotion, never WORSE. The same seed gives the same run, for our rule and for the threshold rule.
 */
export function simulate(scenario: Scenario, seed: number): Outcome {
  const random = seededRandom(seed)
  const draw = drawFor(scenario, random)
  const parameters = parametersOf(scenario)
  const baseline = readBaseline(drawHour(draw, parameters.tickSeconds, start))
  const mesh = new SimulatedMesh(startCanary(plainPlan(parameters), baseline, 1, start), draw)
  mesh.step()
  mesh.step()
  if (isAboutAlarms(scenario)) mesh.ask('pause')
  const rule = new ThresholdRule()
  const outcome: Outcome = { worseSeconds: null, promotedSeconds: null, thresholdSeconds: null }
  const isDone = () =>
    (outcome.worseSeconds !== null || outcome.promotedSeconds !== null) && (rule.hasTripped || scenario.asks !== 'time to see')
  mesh.draw = (from, to, share) => {
    const drawn = draw(from, to, share)
    const strata = scenario.hasTrouble && random() < 1 / 30 ? drawn.map(withoutCanary) : drawn
    for (const { nc, xc } of strata) rule.add((to - from) / 1000, nc, xc)
    return strata
  }
  for (let seconds = 0; seconds < scenario.seconds && !isDone(); ) {
    if (mesh.state.phase.name === 'ended') {
      mesh.draw(mesh.now, mesh.now + parameters.tickSeconds * 1000, (scenario.weightPercent ?? 10) / 100)
      mesh.now += parameters.tickSeconds * 1000
    } else mesh.tick(scenario.hasTrouble ? drawTrouble(random) : {})
    seconds = (mesh.now - start) / 1000
    if (mesh.state.evidence.isWorse) outcome.worseSeconds ??= seconds
    if (mesh.state.phase.name === 'ended' && mesh.state.phase.outcome === 'promoted') outcome.promotedSeconds ??= seconds
    if (rule.hasTripped) outcome.thresholdSeconds ??= seconds
  }
  return outcome
}

/** What a tick says of itself where the scrape was lost or an arm's counters began anew. */
function drawTrouble(random: () => number): Partial<Tick> {
  const luck = random()
  if (luck < 1 / 30) return { isComplete: false }
  return luck < 2 / 30 ? { dirty: 'counters of one arm began anew' } : {}
}

const withoutCanary = (stratum: StratumCounts): StratumCounts => ({ ...stratum, nc: 0, xc: 0, latency: null })

function parametersOf({ preset, weightPercent }: Scenario): CanaryParameters {
  const parameters = { ...presets[preset], deadlineSeconds: 24 * 3600 }
  return weightPercent === null ? parameters : { ...parameters, steps: [{ kind: 'weight', weightPercent }] }
}

function drawFor(scenario: Scenario, random: () => number) {
  let wander = 0
  return (from: number, to: number, share: number) => {
    const hours = (from - start) / 3_600_000
    wander = 0.9 * wander + 0.04 * drawNormal(random)
    const [load, errors, slow] = scenario.hasDrift
      ? [1 + 0.5 * Math.sin(6.3 * hours) + 0.3 * hours, 1 + 0.5 * Math.sin(9 * hours), Math.exp(wander) * (1 + 0.1 * Math.sin(5 * hours))]
      : [1, 1, 1]
    const requests = Math.round(scenario.requestsPerSecond * ((to - from) / 1000) * Math.max(0.2, load))
    const baseline: Arm = { errorRatio: baseRatio * errors, cluster: scenario.cluster, slowness: slow }
    const canary: Arm = {
      ...baseline,
      errorRatio: baseline.errorRatio * scenario.errorTimes + scenario.errorPlus,
      slowness: slow * scenario.slowness,
    }
    return [drawStratum(requests, share, { canary, baseline }, { ...latency, batch: scenario.latencyBatch }, random)]
  }
}

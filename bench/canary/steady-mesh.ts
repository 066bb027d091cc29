import { readBaseline } from '@/lib/canary/baseline'
import type { CanaryPlan } from '@/lib/canary/canary-state'
import { presets } from '@/lib/canary/presets'
import { startCanary } from '@/lib/canary/start-canary'
import type { CanaryParameters } from '@/lib/mesh/canary'
import { drawHour, plainPlan, SimulatedMesh } from './simulated-mesh'

const start = 1_000_000_000

/** 200 requests a second, 0.5 % errors of the baseline, `times` as many of the canary; in whole numbers, the fractions carried. */
export function steadyDraw(times: number, perSecond = 200) {
  let carried = { c: 0, b: 0 }
  return (from: number, to: number, share: number) => {
    const requests = ((to - from) / 1000) * perSecond
    const nc = Math.round(requests * share)
    const nb = requests - nc
    const [c, b] = [carried.c + nc * 0.005 * times, carried.b + nb * 0.005]
    carried = { c: c % 1, b: b % 1 }
    return [{ caller: 'shop/frontend', nc, nb, xc: Math.floor(c), xb: Math.floor(b), latency: null }]
  }
}

/** The canary of 200 requests a second before its first step, in a mesh that obeys; `times` as many errors as the baseline. */
export function mesh(
  times = 1,
  parameters: Partial<CanaryParameters> = {},
  plan: Partial<CanaryPlan> = {},
  perSecond = 200,
): SimulatedMesh {
  const all = { ...presets.normal, ...parameters }
  const draw = steadyDraw(times, perSecond)
  const baseline = readBaseline(drawHour(steadyDraw(1, perSecond), all.tickSeconds, start))
  return new SimulatedMesh(startCanary(plainPlan(all, plan), baseline, 7, start), draw)
}

/** The same with its first step in force. */
export const watching = (times = 1, parameters: Partial<CanaryParameters> = {}): SimulatedMesh => {
  const running = mesh(times, parameters)
  running.run(3, ({ phase }) => phase.name === 'watching')
  if (running.state.phase.name !== 'watching') throw new Error(`it is ${running.state.phase.name}`)
  return running
}
export const weightAsked = ({ state }: SimulatedMesh) => (state.traffic.kind === 'weight' ? state.traffic.weightPercent : null)
export const kinds = (running: SimulatedMesh) => running.commands.map((each) => each.kind)
export const cause = ({ state }: SimulatedMesh) => (state.phase.name === 'held' ? state.phase.cause : null)
export const outcome = ({ state }: SimulatedMesh) => (state.phase.name === 'ended' ? state.phase.outcome : null)

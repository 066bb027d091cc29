import type { CanaryDetailWire } from '@/lib/api/canaries'
import { widenMargin } from '@/lib/canary/not-worse'
import { formatCount, formatPlural } from '@/lib/mesh/format'
import { formatSpan } from '@/lib/mesh/format-time'
import type { LadderState, LadderStep } from './step-ladder'
import { type CanaryTickWire, sumTicks, toStays } from './step-ticks'

/** The API gives the newest 500. */
const mostTicks = 500

export type PlannedStep = CanaryDetailWire['parameters']['steps'][number]

/** The ladder of a canary: its steps and the promotion behind them, each with what became of it. Source of every number: its decided ticks. */
export function toLadderSteps(canary: CanaryDetailWire): LadderStep[] {
  const { steps } = canary.parameters
  const stays = toStays(canary.ticks)
  const isAtPromotion = canary.state === 'promoting' || canary.outcome === 'promoted'
  const rungs = steps.map((step, index): LadderStep => {
    const ticks = stays.findLast((stay) => stay.step === index + 1)?.ticks ?? []
    const state = stateOf(canary, index + 1, isAtPromotion)
    return {
      key: `step-${index + 1}`,
      label: stepLabel(step),
      weightPercent: step.kind === 'weight' ? step.weightPercent : 0,
      state,
      ...wordsOf(canary, step, state, ticks),
    }
  })
  return [...rungs, promotionRung(canary)]
}

export const stepLabel = (step: PlannedStep): string =>
  step.kind === 'weight' ? `${step.weightPercent} %` : step.kind === 'mirror' ? `mirror ${step.percent} %` : `${step.header}: ${step.value}`

function stateOf(canary: CanaryDetailWire, step: number, isAtPromotion: boolean): LadderState {
  if (step < canary.step || (isAtPromotion && step === canary.step)) return 'done'
  if (step > canary.step || canary.state === 'draft') return 'ahead'
  return canary.state === 'rolling_back' || canary.state === 'ended' ? 'left' : 'now'
}

type Words = Pick<LadderStep, 'title' | 'tone' | 'detail'>

function wordsOf(canary: CanaryDetailWire, step: PlannedStep, state: LadderState, ticks: readonly CanaryTickWire[]): Words {
  if (state === 'ahead' && (canary.state === 'promoting' || canary.outcome === 'promoted'))
    return { title: 'skipped', tone: 'warn', detail: 'a person promoted it before' }
  if (state === 'ahead')
    return { title: judgedWords(canary, step), tone: 'muted', detail: `at least ${formatSpan(canary.parameters.holdSeconds * 1000)}` }
  const detail = staysWords(canary, step, ticks, state)
  if (state === 'done') return { ...passedWords(canary, step, ticks), detail }
  if (state === 'left') return { title: leftWords(canary), tone: canary.verdict === 'worse' ? 'bad' : 'text', detail }
  return { ...standingWords(canary), detail: nowWords(canary, detail) }
}

function judgedWords({ parameters }: CanaryDetailWire, step: PlannedStep): string {
  return step.kind === 'weight' ? `judged at ${marginWords(parameters.marginErrors, step.weightPercent)}` : 'a person goes on from it'
}

/** `2.5 pp`: by how much more errors a step may have at most. */
export const marginWords = (margin: number, weightPercent: number): string =>
  `${Number((widenMargin(margin, weightPercent) * 100).toPrecision(2))} pp`

function passedWords(
  { parameters, judgement, ticks: shown }: CanaryDetailWire,
  step: PlannedStep,
  ticks: readonly CanaryTickWire[],
): Omit<Words, 'detail'> {
  const areAllShown = shown.length < mostTicks
  const last = ticks.at(-1)
  if (step.kind !== 'weight') return { title: 'a person went on', tone: 'muted' }
  if (!last) return areAllShown ? { title: 'skipped, or left before a tick', tone: 'warn' } : { title: 'passed', tone: 'muted' }
  const { errors, latency } = last.notWorseLn
  const { requiredLn } = judgement.notWorse
  if (errors >= requiredLn && (latency === null || latency >= requiredLn))
    return { title: `not worse by more than ${marginWords(parameters.marginErrors, step.weightPercent)}`, tone: 'ok' }
  return { title: 'a person went on, without proof', tone: 'warn' }
}

function standingWords(canary: CanaryDetailWire): Omit<Words, 'detail'> {
  if (canary.state === 'applying') return { title: 'being applied', tone: 'text' }
  if (canary.verdict === 'worse') return { title: 'held, verdict worse', tone: 'bad' }
  if (canary.verdict === 'blind') return { title: 'held, numbers are missing', tone: 'warn' }
  const verdict = canary.verdict === 'not_worse' ? 'not worse' : 'unknown'
  return { title: `${canary.state === 'held' ? 'held' : 'watching'}, verdict ${verdict}`, tone: 'text' }
}

const leftWords = (canary: CanaryDetailWire): string =>
  canary.verdict === 'worse' ? 'worse: taken back' : canary.outcome === 'aborted' ? 'aborted here' : 'taken back'

function nowWords({ inForce }: CanaryDetailWire, detail: string): string {
  const proof = inForce.total === 0 ? 'no caller proxy' : `in force ${inForce.loaded} of ${inForce.total}`
  return detail === '' ? proof : `${detail}, ${proof}`
}

/** `4 min 10 s, 1775 requests on v2`. */
function staysWords(canary: CanaryDetailWire, step: PlannedStep, ticks: readonly CanaryTickWire[], state: LadderState): string {
  const [first] = ticks
  const last = ticks.at(-1)
  if (!first || !last) return state === 'done' && canary.ticks.length >= mostTicks ? 'its ticks are no longer shown' : ''
  const { requests } = sumTicks(ticks).canary
  return `${formatSpan(Date.parse(last.to) - Date.parse(first.from))}, ${step.kind === 'mirror' ? formatPlural(requests, 'copy', 'copies') : formatPlural(requests, 'request')} on ${canary.version}`
}

function promotionRung(canary: CanaryDetailWire): LadderStep {
  const rung = { key: 'promotion', label: '100 %', weightPercent: 100 }
  const warm = formatSpan(canary.parameters.warmOldSeconds * 1000)
  if (canary.outcome === 'promoted')
    return {
      ...rung,
      state: 'done',
      title: 'promoted, plain policy',
      tone: 'ok',
      detail: `in force ${formatCount(canary.inForce.loaded)} of ${canary.inForce.total}`,
    }
  if (canary.state === 'promoting')
    return {
      ...rung,
      state: 'now',
      title: 'promoting',
      tone: 'text',
      detail: `in force ${formatCount(canary.inForce.loaded)} of ${canary.inForce.total}`,
    }
  return { ...rung, state: 'ahead', title: 'promotion, plain policy', tone: 'muted', detail: `${canary.baseline} kept warm ${warm}` }
}

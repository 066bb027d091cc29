import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type CanaryWire, canariesResponseSchema, canaryDetailSchema, canaryPlanSchema } from '@/lib/api/canaries'
import {
  abortCanaryContract,
  forecastCanaryContract,
  listCanariesContract,
  pauseCanaryContract,
  promoteCanaryContract,
  resumeCanaryContract,
  startCanaryContract,
} from '@/lib/api/contracts/canaries'
import { presets } from '@/lib/canary/presets'
import type { CanaryStep } from '@/lib/mesh/canary'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable, renderTable } from '../table'
import { watchCanary } from './watch-canary'

const presetNames = ['careful', 'normal', 'fast'] as const

export type CanaryOptions = {
  file?: string
  service?: string
  version?: string
  baseline?: string
  preset?: string
  onWorse?: string
  mirror?: string
  cohort?: string
  gate?: string
  overrideLock?: string
  reason?: string
  watch?: boolean
}

export async function startCanary(session: Session, options: CanaryOptions): Promise<ExitCode> {
  const { reason, overrideLock } = options
  if (!reason && options.file === undefined) throw new CliError('say why: --reason "…"')
  const body = options.file === undefined ? { ...toSpec(options), reason, overrideLock } : readSpec(options.file)
  const canary = await session.api({ ...startCanaryContract, response: canaryDetailSchema }, { body })
  if (!options.watch || !session.isJson) printResult(session, canary, () => `${inWords(canary)}\n${printable(canary.forecast.sentence)}`)
  return options.watch ? watchCanary(session, canary.id) : 0
}

/** What a start would be. Exit code 2: it would be refused. */
export async function forecastCanary(session: Session, options: CanaryOptions): Promise<ExitCode> {
  const plan = await session.api({ ...forecastCanaryContract, response: canaryPlanSchema }, { body: toSpec(options) })
  const against = [...plan.problems, ...(plan.holder === null ? [] : [`${plan.holder} holds the route`])]
  printResult(session, plan, () =>
    [
      `${plan.service} ${plan.version} against ${plan.baseline}, ${plan.preset}: ${plan.forecast.sentence}`,
      ...plan.warnings.map((text) => `note: ${text}`),
      ...against.map((text) => `refused: ${text}`),
    ]
      .map(printable)
      .join('\n'),
  )
  return against.length > 0 ? 2 : 0
}

export async function listCanaries(session: Session, options: { all?: boolean }): Promise<ExitCode> {
  const query = { active: options.all ? undefined : 'true' }
  const list = await session.api({ ...listCanariesContract, response: canariesResponseSchema }, { query })
  printResult(session, list, () => {
    const rows = list.canaries.map((canary) => [
      canary.id,
      `${canary.service} ${canary.version}`,
      canary.state,
      canary.outcome ?? '',
      `${canary.weight} %`,
      canary.verdict,
      canary.stateText,
      canary.actor,
    ])
    return renderTable(['CANARY', 'WHAT', 'STATE', 'OUTCOME', 'WEIGHT', 'VERDICT', 'WHY', 'ACTOR'], rows, ['WEIGHT'])
  })
  return 0
}

const contracts = {
  pause: pauseCanaryContract,
  resume: resumeCanaryContract,
  promote: promoteCanaryContract,
  abort: abortCanaryContract,
}

export async function askCanary(
  session: Session,
  verb: keyof typeof contracts,
  id: string,
  options: { reason?: string },
): Promise<ExitCode> {
  if (!options.reason && verb === 'promote') throw new CliError('promoting by hand needs a reason: --reason "…"')
  const body = { reason: options.reason ?? `${verb} from the command line` }
  const canary = await session.api({ ...contracts[verb], response: canaryDetailSchema }, { params: { id }, body })
  printResult(session, canary, () => inWords(canary))
  if (verb === 'abort' && canary.outcome === 'promoted')
    throw new CliError(
      `${canary.id} had ended already: ${canary.version} is promoted and keeps its weight. Undo its change to take it back.`,
    )
  return 0
}

const inWords = (canary: CanaryWire): string =>
  printable(`${canary.id}  ${canary.service} ${canary.version}  ${canary.state}  ${canary.weight} %  ${canary.stateText}`)

function toSpec(options: CanaryOptions) {
  const { service, version, baseline, preset, onWorse } = options
  if (!service) throw new CliError('name the service: --service shop/reviews')
  if (!version) throw new CliError('name the version that is to get traffic: --version v2')
  const steps = toSteps(options)
  return { service, version, baseline, preset, onWorse, ...(steps && { parameters: { steps } }) }
}

/** The preset's steps, with what comes before them and what they wait for; null where nothing was said. */
function toSteps({ preset = 'normal', mirror, cohort, gate }: CanaryOptions): CanaryStep[] | null {
  if (mirror === undefined && cohort === undefined && gate === undefined) return null
  const known = presetNames.find((name) => name === preset)
  if (!known) throw new CliError(`there is no preset ${preset}: use ${presetNames.join(', ')}`)
  const [, header = '', value = ''] = /^\s*([^\s:]+)\s*:\s*(\S.*?)\s*$/.exec(cohort ?? '') ?? []
  if (cohort !== undefined && value === '') throw new CliError('write the cohort as a header and its value: --cohort "x-tester: yes"')
  return [
    ...(mirror === undefined ? [] : [{ kind: 'mirror' as const, percent: Number(mirror) }]),
    ...(cohort === undefined ? [] : [{ kind: 'cohort' as const, header, value }]),
    ...presets[known].steps.map((step) => (gate === undefined || step.kind !== 'weight' ? step : { ...step, gate: { url: gate } })),
  ]
}

function readSpec(file: string): unknown {
  try {
    return parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw new CliError(`${file} cannot be read as a canary: ${error instanceof Error ? error.message : String(error)}`)
  }
}

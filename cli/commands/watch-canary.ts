import { type CanaryDetailWire, canariesResponseSchema, canaryDetailSchema } from '@/lib/api/canaries'
import { getCanaryContract, listCanariesContract } from '@/lib/api/contracts/canaries'
import { formatCount, formatRatio } from '@/lib/mesh/format'
import { formatAge } from '@/lib/mesh/format-time'
import { CliError } from '../api'
import type { ExitCode, Session } from '../session'
import { printable } from '../table'

const everyMs = 1_000
/** Outrider may be away for a moment, e.g. to be upgraded: the proxies know what to do meanwhile. */
const patienceMs = 60_000
const barWidth = 24

/**
 * Follows a canary to its end: a live view where the terminal can redraw, else a line for whatever is new. Exit code 0: promoted; 2: rolled back; everything else
 * (inconclusive, aborted, superseded, expired, Outrider gone) is an error, 1.
 */
export async function watchCanary(session: Session, idOrService: string): Promise<ExitCode> {
  const id = await findId(session, idOrService)
  let shown = 0
  let told = 0
  let lostAt: number | null = null
  for (;;) {
    try {
      const canary = await session.api({ ...getCanaryContract, response: canaryDetailSchema }, { params: { id } })
      lostAt = null
      if (session.isTerminal && !session.isJson) shown = redraw(session, render(canary), shown)
      else if (!session.isJson) told = tellNew(session, canary, told)
      if (canary.state === 'ended') return finish(session, canary)
    } catch (error) {
      if (!(error instanceof CliError) || !error.message.startsWith('No Outrider answers')) throw error
      lostAt ??= Date.now()
      if (Date.now() - lostAt > patienceMs) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

async function findId(session: Session, idOrService: string): Promise<string> {
  if (!idOrService.includes('/')) return idOrService
  const query = { active: 'true', service: idOrService }
  const { canaries } = await session.api({ ...listCanariesContract, response: canariesResponseSchema }, { query })
  if (canaries[0]) return canaries[0].id
  throw new CliError(`no canary of ${idOrService} is running`)
}

function finish(session: Session, canary: CanaryDetailWire): ExitCode {
  if (session.isJson) session.print(JSON.stringify(canary, null, 2))
  if (canary.outcome === 'promoted') return 0
  if (canary.outcome === 'rolled_back') return 2
  throw new CliError(printable(`${canary.outcome}: ${canary.stateText}`))
}

function tellNew(session: Session, canary: CanaryDetailWire, told: number): number {
  // What webhooks were told is in the other lines already.
  for (const event of canary.timeline.slice(told).filter(({ kind }) => kind !== 'notify'))
    session.print(printable(`${event.at}  ${event.to ?? event.kind}  ${event.text}${event.actor === 'canary' ? '' : `  (${event.actor})`}`))
  return canary.timeline.length
}

/** Moves up over what was drawn before and writes the lines anew, none wider than the terminal: a wrapped one would be two. */
function redraw(session: Session, lines: readonly string[], former: number): number {
  const up = former > 0 ? `\u001b[${former}A` : ''
  session.write(`${up}${lines.map((line) => `\u001b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`).join('\n')}\n`)
  const rest = former - lines.length
  if (rest > 0) session.write(`${'\u001b[2K\n'.repeat(rest)}\u001b[${rest}A`)
  return lines.length
}

function render(canary: CanaryDetailWire): string[] {
  const { judgement, inForce, parameters } = canary
  const steps = parameters.steps.map((step, index) => {
    const text = step.kind === 'weight' ? String(step.weightPercent) : step.kind
    return index + 1 === canary.step && canary.weight < 100 ? `[${text}]` : text
  })
  const ages =
    canary.startedAt === null
      ? ''
      : `, for ${formatAge((canary.endedAt === null ? Date.now() : Date.parse(canary.endedAt)) - Date.parse(canary.startedAt))}`
  const { errorsLn, latencyLn, requiredLn } = judgement.notWorse
  const notWorse = latencyLn === null ? errorsLn : Math.min(errorsLn, latencyLn)
  return [
    `${canary.service} ${canary.version} against ${canary.baseline}   ${canary.id}`,
    `${canary.state.toUpperCase()}${canary.outcome ? ` ${canary.outcome}` : ''}  ${canary.weight} %${ages}  ${canary.stateText}`,
    `steps      ${steps.join('  ')}  ${canary.weight === 100 ? '[100]' : '100'} %   in force on ${inForce.loaded} of ${inForce.total}`,
    `worse      ${bar(judgement.harmLn / judgement.alarmLn)} ${judgement.harmLn.toFixed(1)} of ${judgement.alarmLn.toFixed(1)}`,
    `not worse  ${bar(notWorse / requiredLn)} ${notWorse.toFixed(1)} of ${requiredLn.toFixed(1)}`,
    `canary     ${armWords(judgement.errors.canary)}`,
    `baseline   ${armWords(judgement.errors.baseline)}`,
    canary.hold ? `held       ${canary.hold.text}; until ${canary.hold.exit}` : `verdict    ${judgement.sentence}`,
    `forecast   ${canary.forecast.sentence}`,
  ].map(printable)
}

const armWords = ({ requests, errors }: { requests: number; errors: number }): string =>
  `${formatCount(requests)} counted requests, ${formatRatio(requests > 0 ? errors / requests : null)} failed`

function bar(share: number): string {
  const filled = Math.max(0, Math.min(barWidth, Math.round(share * barWidth)))
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
}

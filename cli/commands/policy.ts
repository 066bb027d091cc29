import { readFileSync, statSync } from 'node:fs'
import { stringify } from 'yaml'
import { z } from 'zod'
import { changeSchema } from '@/lib/api/changes'
import { getChangeContract, undoChangeContract } from '@/lib/api/contracts/changes'
import { toPath } from '@/lib/api/contracts/contract'
import { applyPolicyContract, getPolicyContract, listPoliciesContract, planPolicyContract } from '@/lib/api/contracts/policies'
import { listRevisionsContract } from '@/lib/api/contracts/revisions'
import { parseBy } from '@/lib/api/parse-problems'
import {
  type PlanResponse,
  type PolicyResponse,
  planResponseSchema,
  policiesResponseSchema,
  policyResponseSchema,
  policySchema,
} from '@/lib/api/policies'
import { revisionsResponseSchema } from '@/lib/api/revisions'
import { readYaml } from '@/lib/config/yaml-source'
import { formatRate } from '@/lib/mesh/format'
import type { DiffLine } from '@/lib/mesh/plan'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { renderPolicy } from '@/lib/routing/render-policy'
import { CliError, serviceParams } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable } from '../table'
import { toParts } from '../to-parts'
import { applyFolder, planFolder } from './mesh-folder'
import { describeChange } from './see'

type Policy = z.output<typeof policySchema>
export type PolicyOptions = {
  file?: string
  to?: string
  weights?: string
  reason?: string
  revision?: string
  acceptWarnings?: boolean
  wait?: string
}

export async function getPolicy(session: Session, service: string): Promise<ExitCode> {
  const view = await readPolicy(session, service)
  printResult(session, view, () => `# revision ${view.revision}\n${renderPolicy(view.policy).map(printable).join('\n')}`)
  return 0
}

export async function exportPolicies(session: Session, services: readonly string[]): Promise<ExitCode> {
  const { policies } = await session.api({ ...listPoliciesContract, response: policiesResponseSchema })
  const unknown = services.find((service) => !policies.some(({ policy }) => policy.service === service))
  if (unknown) throw new CliError(`there is no policy of "${unknown}"`)
  const wanted = policies.filter(({ policy }) => services.length === 0 || services.includes(policy.service)).map(({ policy }) => policy)
  printResult(session, wanted, () => wanted.map((policy) => stringify(policy).trimEnd()).join('\n---\n'))
  return 0
}

export async function planPolicy(session: Session, source: string, options: PolicyOptions): Promise<ExitCode> {
  if (isFolder(source)) return planFolder(session, source)
  const { plan } = await makePlan(session, source, options)
  printResult(session, plan, () => describePlan(plan))
  return isChange(plan.diff) ? 2 : 0
}

export async function diffPolicyFile(session: Session, source: string, options: PolicyOptions): Promise<ExitCode> {
  if (isFolder(source)) return planFolder(session, source)
  const { policy, stored } = await readEdit(session, source, options)
  const diff = diffPolicy(stored.policy, policy)
  printResult(session, { service: policy.service, revision: stored.revision, diff }, () => renderDiff(diff))
  return isChange(diff) ? 2 : 0
}

export async function applyPolicy(session: Session, source: string, options: PolicyOptions): Promise<ExitCode> {
  if (!options.reason) throw new CliError('say why: --reason "…"')
  if (isFolder(source)) return applyFolder(session, source, options.reason)
  const { plan, policy } = await makePlan(session, source, options)
  if (!isChange(plan.diff)) {
    printResult(session, plan, () => 'Nothing changes.')
    return 0
  }
  if (plan.warnings.length > 0 && !options.acceptWarnings)
    throw new CliError(`${describePlan(plan)}\nNot applied: it has warnings. Apply it all the same with --accept-warnings.`)
  const call = { ...applyPolicyContract, response: changeSchema }
  const body = { policy, reason: options.reason }
  const change = await session.api(call, { params: serviceParams(policy.service), body, ifMatch: plan.baseRevision })
  const settled = options.wait === undefined ? change : await waitInForce(session, change.id, Number(options.wait))
  printResult(session, settled, () => describeChange(settled))
  return 0
}

export async function undoChange(session: Session, id: string, options: { reason?: string }): Promise<ExitCode> {
  const body = { reason: options.reason ?? `undo of ${id}` }
  const change = await session.api({ ...undoChangeContract, response: changeSchema }, { params: { id }, body })
  printResult(session, change, () => describeChange(change))
  return 0
}

async function waitInForce(session: Session, id: string, seconds: number) {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const change = await session.api({ ...getChangeContract, response: changeSchema }, { params: { id } })
    if (change.state === 'in_force') return change
    if (change.state === 'rejected' || change.state === 'superseded') throw new CliError(describeChange(change))
    if (Date.now() >= deadline)
      throw new CliError(`${describeChange(change)}\nNot in force everywhere after ${seconds} s. It is stored and goes on.`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const readPolicy = (session: Session, service: string) =>
  session.api({ ...getPolicyContract, response: policyResponseSchema }, { params: serviceParams(service) })

async function makePlan(session: Session, source: string, options: PolicyOptions): Promise<{ plan: PlanResponse; policy: Policy }> {
  const { policy, stored, lineOf } = await readEdit(session, source, options)
  const baseRevision = options.revision === undefined ? stored.revision : Number(options.revision)
  const body = { service: policy.service, policy, baseRevision }
  try {
    return { plan: await session.api({ ...planPolicyContract, response: planResponseSchema }, { body }), policy }
  } catch (error) {
    throw lineOf && error instanceof CliError ? withPlaces(source, lineOf, error) : error
  }
}

const isFolder = (source: string): boolean => statSync(source, { throwIfNoEntry: false })?.isDirectory() ?? false

/** lineOf: where the policy stands in a file: the line of a path of it. */
type Edit = { policy: Policy; stored: PolicyResponse; lineOf?: (path: readonly PropertyKey[]) => number | null }

const refusedSchema = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string(), fix: z.string() })).min(1) })

/** What the server refuses by meaning, with the file and line of each problem. */
function withPlaces(source: string, lineOf: NonNullable<Edit['lineOf']>, error: CliError): CliError {
  const told = refusedSchema.safeParse(error.details)
  if (!told.success) return error
  const words = told.data.problems.map(({ path, message, fix }) => {
    const line = lineOf(toParts(path))
    return `${source}${line === null ? '' : `:${line}`}: ${path}: ${message}; ${fix}`
  })
  return new CliError(words.join('\n'), error.details)
}

/** A file (`-` is standard input), or a service: its default rule with the weights of `--weights v1=90,v2=10`, or its document at revision `--to`. */
async function readEdit(session: Session, source: string, { weights, to }: PolicyOptions): Promise<Edit> {
  if (to !== undefined) return { policy: await readRevision(session, source, to), stored: await readPolicy(session, source) }
  if (weights !== undefined) {
    const stored = await readPolicy(session, source)
    const last = stored.policy.rules.length - 1
    const rules = stored.policy.rules.map((rule, index) => (index === last ? { ...rule, backends: parseWeights(weights) } : rule))
    return { policy: { ...stored.policy, rules }, stored }
  }
  const { policy, lineOf } = readPolicyFile(source)
  return { policy, lineOf, stored: await readPolicy(session, policy.service) }
}

async function readRevision(session: Session, service: string, to: string): Promise<Policy> {
  const { revisions } = await session.api({ ...listRevisionsContract, response: revisionsResponseSchema }, { query: { service } })
  const found = revisions.find(({ revision }) => String(revision) === to)
  if (found) return found.policy
  throw new CliError(`revision ${to} of ${service} is not kept; kept are ${revisions.map(({ revision }) => revision).join(', ')}`)
}

function readPolicyFile(source: string): Required<Pick<Edit, 'policy' | 'lineOf'>> {
  let text: string
  try {
    text = readFileSync(source === '-' ? 0 : source, 'utf8')
  } catch (error) {
    const hint = /^[^/\s]+\/[^/\s.]+$/.test(source) ? ' (to shift a service, add --weights v1=90,v2=10)' : ''
    throw new CliError(`${source} cannot be read as a policy: ${error instanceof Error ? error.message : String(error)}${hint}`)
  }
  const yaml = readYaml(text)
  const at = (line: number | null): string => `${source}${line === null ? '' : `:${line}`}`
  if (yaml.problems.length > 0) throw new CliError(yaml.problems.map(({ line, message }) => `${at(line)}: ${message}`).join('\n'))
  const parsed = parseBy(policySchema, yaml.value)
  if (parsed.ok) return { policy: parsed.value, lineOf: (path) => yaml.lineOf(path) }
  throw new CliError(parsed.problems.map(({ path, message }) => `${at(yaml.lineOf(path))}: ${toPath(path)}: ${message}`).join('\n'))
}

function parseWeights(text: string): { version: string; weight: number }[] {
  return text.split(',').map((part) => {
    const match = /^\s*([^=\s]+)\s*=\s*(\d+)\s*%?\s*$/.exec(part)
    if (!match?.[1]) throw new CliError(`"${part}" is no weight: write --weights v1=90,v2=10`)
    return { version: match[1], weight: Number(match[2]) }
  })
}

const isChange = (diff: readonly DiffLine[]): boolean => diff.some((line) => line.kind !== 'same')

const renderDiff = (diff: readonly DiffLine[]): string =>
  isChange(diff)
    ? diff.map((line) => `${{ same: ' ', removed: '-', added: '+' }[line.kind]} ${printable(line.text)}`).join('\n')
    : 'Nothing changes.'

function describePlan(plan: PlanResponse): string {
  if (!isChange(plan.diff)) return 'Nothing changes.'
  const touched = `${plan.proxies.length} proxies, ${formatRate(plan.requestsPerSecond)} of traffic`
  const resources = plan.resources.map((resource) => `${resource.change} ${resource.type} ${resource.name} on ${resource.proxies}`)
  const warnings = plan.warnings.map((warning) => `Warning: ${warning.message}. ${warning.fix}.`)
  return [
    ...plan.sentences,
    '',
    renderDiff(plan.diff),
    '',
    `Touches ${touched}.`,
    ...resources.map(printable),
    ...warnings.map(printable),
    ...plan.notes.map(printable),
  ].join('\n')
}

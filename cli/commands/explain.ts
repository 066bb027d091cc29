import { explainContract } from '@/lib/api/contracts/explain'
import { type ExplainQuestionWire, type ExplanationWire, explanationSchema } from '@/lib/api/explain'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'
import { printable } from '../table'

export type ExplainOptions = { caller?: string; method?: string; path?: string; header?: string[]; host?: string; known?: boolean }

/** What would happen to a request to a service, or to a host. Exit code 0 also where it reaches nobody: the question was answered. */
export async function explainRequest(session: Session, service: string | undefined, options: ExplainOptions): Promise<ExitCode> {
  if (service === undefined && options.host === undefined) throw new CliError('say where the request goes: a service, or --host')
  const { caller, method, path, host } = options
  const body: ExplainQuestionWire = {
    ...(service === undefined ? {} : { service }),
    ...(host === undefined ? {} : { host }),
    ...(caller === undefined ? {} : { caller }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(path === undefined ? {} : { path }),
    ...(options.header || options.known ? { headers: Object.fromEntries((options.header ?? []).map(parseHeader)) } : {}),
  }
  const told = await session.api({ ...explainContract, response: explanationSchema }, { body })
  printResult(session, told, () => renderExplanation(told))
  return 0
}

function parseHeader(text: string): [name: string, value: string] {
  const colon = text.indexOf(':')
  if (colon <= 0) throw new CliError(`"${text}" is no header: write --header "x-tester: yes"`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

function renderExplanation(told: ExplanationWire): string {
  if (told.problem !== null) return `${capital(told.problem)}.`
  const hops = told.hops.map((hop) => {
    const indent = '  '.repeat(hop.depth)
    const head = `${hop.caller ?? 'a caller'} → ${hop.service} (${hop.protocol}): ${hop.why}`
    const rules = hop.rules.map((rule) => `  ${marks[rule.verdict]} rule ${rule.name}: ${rule.why}`)
    const outcomes = hop.outcomes.flatMap((outcome) => [
      `  Where rule ${outcome.rule} takes it${outcome.isCertain ? ', as it does' : ''}:`,
      ...outcome.sentences.map((sentence) => `    ${sentence}`),
    ])
    return [head, ...rules, ...outcomes].map((line) => indent + printable(line)).join('\n')
  })
  return [...hops, ...told.notes.map(printable)].join('\n\n')
}

const marks = { takes: '→', may_take: '?', passes: ' ', not_reached: '·' } as const
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

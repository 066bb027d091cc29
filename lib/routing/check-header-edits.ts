import type { HeaderEdits } from '@/lib/mesh/policy'
import type { PolicyProblem } from './policy-problem'
import type { RuleCheck } from './rule-check'

const framing: readonly string[] = ['connection', 'content-length', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']

/** Header edits that Envoy takes and that contradict nothing: no host, nothing that frames the message, values of one line, each name once. */
export const checkHeaderEdits: RuleCheck = ({ requestHeaders, responseHeaders }, { path }) => [
  ...checkEdits(requestHeaders, `${path}.requestHeaders`),
  ...checkEdits(responseHeaders, `${path}.responseHeaders`),
]

function checkEdits(edits: HeaderEdits | undefined, path: string): PolicyProblem[] {
  if (!edits) return []
  const problems: PolicyProblem[] = []
  const seen = new Map<string, string>()
  const name = (header: string, at: string): void => {
    const key = header.toLowerCase()
    problems.push(...checkName(key, header, at))
    const first = seen.get(key)
    if (first !== undefined)
      problems.push({ path: at, message: `${header} is edited twice, first at ${first}`, fix: 'say once what happens to a header' })
    else seen.set(key, at)
  }
  for (const kind of ['set', 'add'] as const) {
    edits[kind]?.forEach((header, index) => {
      // Several values of one name may be added.
      if (kind === 'set' || !edits.add?.slice(0, index).some((other) => other.name.toLowerCase() === header.name.toLowerCase()))
        name(header.name, `${path}.${kind}[${index}].name`)
      problems.push(...checkValue(header.value, `${path}.${kind}[${index}].value`))
    })
  }
  for (const [index, header] of (edits.remove ?? []).entries()) name(header, `${path}.remove[${index}]`)
  return problems
}

function checkName(key: string, header: string, path: string): PolicyProblem[] {
  if (key === 'host' || key.startsWith(':'))
    return [
      { path, message: `${header} cannot be edited as a header`, fix: 'use rewrite.hostname for the host, and rewrite.path for the path' },
    ]
  if (framing.includes(key)) return [{ path, message: `${header} belongs to the connection, which is the proxy's`, fix: 'leave it out' }]
  return []
}

function checkValue(value: string, path: string): PolicyProblem[] {
  if (value === '')
    return [{ path, message: 'the value is empty, and a proxy leaves out empty headers', fix: 'give a value, or remove the header' }]
  const bad = [...value].find((char) => (char < ' ' && char !== '\t') || char === '\x7f')
  return bad === undefined
    ? []
    : [{ path, message: `the value holds the control character ${JSON.stringify(bad)}`, fix: 'write the value on one line' }]
}

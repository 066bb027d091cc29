import type { Policy, Rule, RuleMatch } from '@/lib/mesh/policy'

type Scalar = string | number | boolean | undefined
type Fields = readonly (readonly [name: string, value: Scalar | Scalar[]])[]

/** A policy as lines of YAML in a fixed order of keys, one backend a line, so that two of them compare line by line. Lossless. */
export function renderPolicy(policy: Policy): string[] {
  const lines = [`service: ${scalar(policy.service)}`, 'rules:', ...policy.rules.flatMap(renderRule)]
  const { destination } = policy
  if (!destination) return lines
  const { circuitBreaker, outlier, loadBalancing } = destination
  const settings = [
    ...(circuitBreaker ? [`  circuitBreaker: ${flow(Object.entries(circuitBreaker))}`] : []),
    ...(outlier ? [`  outlier: ${flow(Object.entries(outlier))}`] : []),
    ...(loadBalancing ? [`  loadBalancing: ${loadBalancing}`] : []),
  ]
  return settings.length === 0 ? lines : [...lines, 'destination:', ...settings]
}

function renderRule(rule: Rule): string[] {
  const { match, retry, mirror, timeout } = rule
  return [
    `  - name: ${scalar(rule.name)}`,
    ...(match ? [`    match: ${renderMatch(match)}`] : []),
    '    backends:',
    ...rule.backends.map(
      ({ version, weight }) =>
        `      - ${flow([
          ['version', version],
          ['weight', weight],
        ])}`,
    ),
    ...(timeout === undefined ? [] : [`    timeout: ${scalar(timeout)}`]),
    ...(retry
      ? [
          `    retry: ${flow([
            ['attempts', retry.attempts],
            ['on', retry.on],
            ['perTryTimeout', retry.perTryTimeout],
          ])}`,
        ]
      : []),
    ...(mirror
      ? [
          `    mirror: ${flow([
            ['version', mirror.version],
            ['percent', mirror.percent],
          ])}`,
        ]
      : []),
  ]
}

function renderMatch({ path, method, headers, caller }: RuleMatch): string {
  const parts: string[] = []
  if (path)
    parts.push(
      `path: ${flow([
        ['prefix', path.prefix],
        ['exact', path.exact],
      ])}`,
    )
  if (method !== undefined) parts.push(`method: ${scalar(method)}`)
  if (headers)
    parts.push(
      `headers: [${headers
        .map((header) =>
          flow([
            ['name', header.name],
            ['exact', header.exact],
            ['present', header.present],
          ]),
        )
        .join(', ')}]`,
    )
  if (caller !== undefined) parts.push(`caller: ${scalar(caller)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function flow(fields: Fields): string {
  const parts = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${Array.isArray(value) ? `[${value.map(scalar).join(', ')}]` : scalar(value)}`],
  )
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

const looksOther = /^(?:true|false|yes|no|on|off|null|~|[-+]?[.\d][\d_.]*(?:e[-+]?\d+)?|0[xo][\da-f]+|[-+]?\.(?:inf|nan))$/i

/** Quoted wherever a YAML reader could take a plain text for something else. */
function scalar(value: Scalar): string {
  if (typeof value !== 'string') return String(value)
  return /^[A-Za-z0-9/_.][A-Za-z0-9/_.-]*$/.test(value) && !looksOther.test(value) ? value : JSON.stringify(value)
}

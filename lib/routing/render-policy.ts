import type { DestinationSettings, Policy, Rule } from '@/lib/mesh/policy'

/** How the parts of a rule and of the destination follow each other, and the fields inside a part; what is not listed here comes last, by its name. */
const ruleParts = [
  'match',
  'backends',
  'stickiness',
  'timeout',
  'idleTimeout',
  'retry',
  'mirror',
  'rateLimit',
  'requestHeaders',
  'responseHeaders',
  'rewrite',
  'redirect',
  'directResponse',
] as const satisfies readonly (keyof Rule)[]
const destinationParts = [
  'circuitBreaker',
  'connectionPool',
  'outlier',
  'healthCheck',
  'loadBalancing',
  'hashKey',
  'slowStart',
  'zoneAwareness',
] as const satisfies readonly (keyof DestinationSettings)[]
const fields = [
  ...['name', 'path', 'prefix', 'method', 'headers', 'queryParams', 'grpc', 'exact', 'regex', 'present', 'caller'],
  ...[
    'version',
    'weight',
    'percent',
    'attempts',
    'on',
    'codes',
    'perTryTimeout',
    'backoff',
    'base',
    'max',
    'value',
    'set',
    'add',
    'remove',
  ],
  ...['scheme', 'hostname', 'port', 'replaceFullPath', 'replacePrefixMatch', 'statusCode', 'body', 'requests', 'per', 'burst', 'callers'],
  ...['maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRetries', 'retryBudget', 'consecutive5xx', 'interval', 'baseEjection'],
]

/** A policy as lines of YAML in a fixed order of keys, one backend a line, so that two of them compare line by line. Lossless. */
export function renderPolicy(policy: Policy): string[] {
  const lines = [`service: ${scalar(policy.service)}`, 'rules:', ...policy.rules.flatMap(renderRule)]
  const settings = destinationParts.flatMap((part) => renderPart('  ', part, policy.destination?.[part]))
  if (settings.length > 0) return [...lines, 'destination:', ...settings]
  return policy.destination ? [...lines, 'destination: {}'] : lines
}

function renderRule(rule: Rule): string[] {
  return [
    `  - name: ${scalar(rule.name)}`,
    ...ruleParts.flatMap((part) => (part === 'backends' ? renderBackends(rule) : renderPart('    ', part, rule[part]))),
  ]
}

const renderBackends = ({ backends }: Rule): string[] =>
  backends.length === 0 ? [] : ['    backends:', ...backends.map((backend) => `      - ${flow(backend)}`)]

const renderPart = (indent: string, name: string, value: unknown): string[] =>
  value === undefined ? [] : [`${indent}${name}: ${flow(value)}`]

/** A value on one line: `{ prefix: / }`, `[5xx, reset]`, `3s`. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return scalar(value)
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([name, part]) => `${name}: ${flow(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

const rank = (name: string): number => (fields.includes(name) ? fields.indexOf(name) : fields.length)

const looksOther = /^(?:true|false|yes|no|on|off|null|~|[-+]?[.\d][\d_.]*(?:e[-+]?\d+)?|0[xo][\da-f]+|[-+]?\.(?:inf|nan))$/i

/** Quoted wherever a YAML reader could take a plain text for something else. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  return /^[A-Za-z0-9/_.][A-Za-z0-9/_.-]*$/.test(value) && !looksOther.test(value) ? value : JSON.stringify(value)
}

import type { ServiceName } from '@/lib/mesh/names'
import type { Policy, Rule, RuleMatch } from '@/lib/mesh/policy'
import { defaultTimeoutMs } from './default-timeout'
import { parseDurationMs } from './parse-duration'

type Meaning = { name: string; parts: Map<string, string> }

/**
 * Whether a proxy of `caller` routes as asked: null when it does, else the first difference in words.
 * What a caller sees: rules for other callers left out, rules behind one that takes everything left out; rule names, the order of backends, headers and
 * retry conditions do not matter; weights are compared as shares, durations by value, an absent timeout is Envoy's 15 s, no attempts and 0 % mean none.
 * Destination settings are not part of a route and are not compared.
 */
export function samePolicyMeaning(asked: Policy, loaded: Policy, caller: ServiceName): string | null {
  const wanted = asSeenBy(asked, caller)
  const running = asSeenBy(loaded, caller)
  for (const [index, rule] of wanted.entries()) {
    const other = running[index]
    if (!other) return `rule ${rule.name} is not loaded`
    const difference = differ(rule, other)
    if (difference) return difference
  }
  const extra = running[wanted.length]
  return extra ? `it has a rule ${extra.name} that nobody asked for` : null
}

function asSeenBy(policy: Policy, caller: ServiceName): Meaning[] {
  const seen: Meaning[] = []
  for (const rule of policy.rules) {
    if (rule.match?.caller !== undefined && rule.match.caller !== caller) continue
    const match = matchMeaning(rule.match)
    seen.push({ name: rule.name, parts: ruleMeaning(rule, match) })
    if (match === 'everything') break
  }
  return seen
}

function differ(asked: Meaning, loaded: Meaning): string | null {
  for (const key of new Set([...asked.parts.keys(), ...loaded.parts.keys()])) {
    const wanted = asked.parts.get(key) ?? 'none'
    const running = loaded.parts.get(key) ?? 'none'
    if (wanted !== running) return `rule ${asked.name}: ${key} is ${running}, asked ${wanted}`
  }
  return null
}

function ruleMeaning(rule: Rule, match: string): Map<string, string> {
  const parts = new Map<string, string>([['match', match]])
  const total = rule.backends.reduce((sum, backend) => sum + backend.weight, 0)
  const shares = new Map<string, number>()
  for (const { version, weight } of rule.backends) shares.set(version, (shares.get(version) ?? 0) + weight)
  for (const [version, weight] of [...shares].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (weight > 0) parts.set(`weight of ${version}`, `${round((100 * weight) / total)} %`)
  }
  parts.set('timeout', `${durationMeaning(rule.timeout) ?? defaultTimeoutMs} ms`)
  const { retry, mirror } = rule
  if (retry && retry.attempts > 0 && retry.on.length > 0) {
    const perTry = durationMeaning(retry.perTryTimeout)
    parts.set('retry', `${retry.attempts} × on ${[...new Set(retry.on)].sort().join(', ')}${perTry ? `, ${perTry} ms each` : ''}`)
  }
  if (mirror && mirror.percent > 0) parts.set('mirror', `${round(mirror.percent)} % to ${mirror.version}`)
  return parts
}

function matchMeaning(match: RuleMatch | undefined): string {
  if (!match) return 'everything'
  const parts: string[] = []
  if (match.path?.exact !== undefined) parts.push(`path = ${match.path.exact}`)
  else if (match.path?.prefix !== undefined && match.path.prefix !== '/' && match.path.prefix !== '')
    parts.push(`path under ${match.path.prefix}`)
  if (match.method !== undefined) parts.push(`method ${match.method}`)
  const headers = (match.headers ?? []).map(({ name, exact, present }) => {
    const header = name.toLowerCase()
    if (exact !== undefined) return `${header} = ${exact}`
    return present === false ? `no ${header}` : `${header} present`
  })
  parts.push(...headers.sort())
  return parts.length === 0 ? 'everything' : parts.join(' and ')
}

/** A duration that cannot be read keeps its text, so that it differs from every other. */
function durationMeaning(text: string | undefined): number | string | undefined {
  return text === undefined ? undefined : (parseDurationMs(text) ?? text)
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000

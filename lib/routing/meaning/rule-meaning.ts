import type { HashKey, HeaderEdits, PathRewrite, Rule } from '@/lib/mesh/policy'
import { bucketOf } from '../bucket-of'
import type { CallerName } from '../caller-name'
import { defaultTimeoutMs } from '../default-timeout'
import { durationMeaning } from './duration-meaning'
import { hashMeaning } from './hash-meaning'
import { matchMeaning } from './match-meaning'

export type MeaningPlace = { caller: CallerName; hashKey: HashKey | undefined }
/** One thing a rule does, as text that is equal for equal meaning; undefined where it does no such thing. */
type Part = readonly [name: string, meaning: (rule: Rule, place: MeaningPlace) => string | undefined]

/** A new feature of rules adds its meaning here, else a proxy that runs another value of it would count as loaded. */
const parts: readonly Part[] = [
  ['match', ({ match }) => matchMeaning(match)],
  ['timeout', (rule) => (forwards(rule) ? durationMeaning(rule.timeout ?? `${defaultTimeoutMs}ms`) : undefined)],
  ['idle timeout', ({ idleTimeout }) => idleTimeout && durationMeaning(idleTimeout)],
  ['retry', retryMeaning],
  ['mirror', ({ mirror }) => (mirror && mirror.percent > 0 ? `${round(mirror.percent)} % to ${mirror.version}` : undefined)],
  ['stickiness', ({ stickiness }) => hashMeaning(stickiness)],
  ['hash', (rule, { hashKey }) => (forwards(rule) ? hashMeaning(rule.stickiness ?? hashKey) : undefined)],
  ['rate limit', rateLimitMeaning],
  ['request headers', ({ requestHeaders }) => editsMeaning(requestHeaders)],
  ['response headers', ({ responseHeaders }) => editsMeaning(responseHeaders)],
  ['host', ({ rewrite }) => rewrite?.hostname],
  ['path', ({ rewrite }) => rewriteMeaning(rewrite?.path)],
  ['redirect', redirectMeaning],
  ['direct response', ({ directResponse: answer }) => answer && `${answer.statusCode} ${JSON.stringify(answer.body ?? '')}`],
]

/** Everything a rule does for this caller, by name. */
export function ruleMeaning(rule: Rule, place: MeaningPlace): Map<string, string> {
  const meanings = new Map<string, string>()
  for (const [name, meaning] of parts) {
    const text = meaning(rule, place)
    if (text !== undefined) meanings.set(name, text)
    if (name === 'match') for (const [version, share] of shares(rule)) meanings.set(`weight of ${version}`, share)
  }
  return meanings
}

const forwards = ({ redirect, directResponse }: Rule): boolean => !redirect && !directResponse

function shares({ backends }: Rule): [version: string, share: string][] {
  const total = backends.reduce((sum, backend) => sum + backend.weight, 0)
  const byVersion = new Map<string, number>()
  for (const { version, weight } of backends) byVersion.set(version, (byVersion.get(version) ?? 0) + weight)
  return [...byVersion]
    .filter(([, weight]) => weight > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([version, weight]) => [version, `${round((100 * weight) / total)} %`])
}

function retryMeaning({ retry }: Rule): string | undefined {
  const codes = retry?.codes ?? []
  if (!retry || retry.attempts <= 0 || retry.on.length + codes.length === 0) return undefined
  const on = [...new Set([...retry.on, ...codes.map(String)])].sort().join(', ')
  const each = retry.perTryTimeout === undefined ? '' : `, ${durationMeaning(retry.perTryTimeout)} each`
  const { base, max } = retry.backoff ?? {}
  const wait = base === undefined ? '' : `, back-off ${durationMeaning(base)}${max === undefined ? '' : ` to ${durationMeaning(max)}`}`
  return `${retry.attempts} × on ${on}${each}${wait}`
}

function rateLimitMeaning({ rateLimit }: Rule, { caller }: MeaningPlace): string | undefined {
  if (!rateLimit) return undefined
  const { requests, per, burst } = bucketOf(rateLimit, caller)
  return `${requests} in ${durationMeaning(per)}, ${burst ?? requests} at once`
}

function editsMeaning(edits: HeaderEdits | undefined): string | undefined {
  const texts = [
    ...(edits?.set ?? []).map(({ name, value }) => `${name.toLowerCase()} = ${value}`).sort(),
    ...(edits?.add ?? []).map(({ name, value }) => `${name.toLowerCase()} + ${value}`),
    ...(edits?.remove ?? []).map((name) => `no ${name.toLowerCase()}`).sort(),
  ]
  return texts.length === 0 ? undefined : texts.join('; ')
}

function rewriteMeaning(path: PathRewrite | undefined): string | undefined {
  if (path?.replaceFullPath !== undefined) return path.replaceFullPath
  return path?.replacePrefixMatch === undefined ? undefined : `${path.replacePrefixMatch} for the prefix`
}

function redirectMeaning({ redirect }: Rule): string | undefined {
  if (!redirect) return undefined
  const { scheme, hostname, port, path, statusCode = 302 } = redirect
  return [statusCode, scheme, hostname, port, rewriteMeaning(path)].map((part) => part ?? 'same').join(' ')
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000

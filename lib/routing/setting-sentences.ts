import type { DestinationSettings, Mirror, Retry, Rule } from '@/lib/mesh/policy'

/** Timeout, retries and mirror of a rule, where they change. */
export function ruleSettingSentences(was: Rule | undefined, now: Rule, subject: string): string[] {
  const sentences: string[] = []
  const add = (name: string, before: string | undefined, after: string | undefined, none: string): void => {
    if (before === after || (was === undefined && after === undefined)) return
    const former = was === undefined ? '' : `, was ${before ?? none}`
    sentences.push(`${name} of ${subject} ${name.endsWith('s') ? 'are' : 'is'} ${after ?? none}${former}.`)
  }
  add('The timeout', was?.timeout, now.timeout, 'the default, 15 s')
  add('Retries', describeRetry(was?.retry), describeRetry(now.retry), 'off')
  add('The mirror', describeMirror(was?.mirror), describeMirror(now.mirror), 'off')
  return sentences
}

function describeRetry(retry: Retry | undefined): string | undefined {
  if (!retry) return undefined
  return `${retry.attempts} on ${retry.on.join(', ')}${retry.perTryTimeout ? `, ${retry.perTryTimeout} each` : ''}`
}

const describeMirror = (mirror: Mirror | undefined): string | undefined => (mirror ? `${mirror.percent} % to ${mirror.version}` : undefined)

/** Circuit breaker, ejection and load balancing of the destination, where they change. */
export function destinationSentences(
  before: DestinationSettings | undefined,
  after: DestinationSettings | undefined,
  service: string,
): string[] {
  const was = flatten(before)
  const now = flatten(after)
  return [...new Set([...was.keys(), ...now.keys()])]
    .filter((name) => was.get(name) !== now.get(name))
    .map((name) => `The setting ${name} of ${service} is ${now.get(name) ?? 'the default'}, was ${was.get(name) ?? 'the default'}.`)
}

function flatten(settings: DestinationSettings | undefined): Map<string, string> {
  const flat = new Map<string, string>()
  if (!settings) return flat
  for (const [group, value] of Object.entries(settings)) {
    if (typeof value === 'string') flat.set(group, value)
    else if (value) for (const [name, part] of Object.entries(value)) if (part !== undefined) flat.set(`${group}.${name}`, String(part))
  }
  return flat
}

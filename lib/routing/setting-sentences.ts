import type { DestinationSettings, Rule } from '@/lib/mesh/policy'
import { describeAnswer, describePathRewrite } from './sentences/describe-answer'
import { describeHashKey } from './sentences/describe-hash-key'
import { describeHeaderEdits } from './sentences/describe-header-edits'
import { describeRateLimit } from './sentences/describe-rate-limit'
import { describeRetry } from './sentences/describe-retry'
import { destinationWords } from './sentences/destination-words'

type Setting = { name: string; toText(rule: Rule): string | undefined; none: string }

/** Said as `<name> of <requests …> is|are <value>, was <former>.` A new feature of rules adds its line here. */
const settings: readonly Setting[] = [
  {
    name: 'The timeout',
    toText: ({ timeout }) => (timeout === '0s' ? 'off, so they may wait for ever' : timeout),
    none: 'the default, 15 s',
  },
  { name: 'The idle timeout', toText: ({ idleTimeout }) => idleTimeout, none: 'the default' },
  { name: 'Retries', toText: ({ retry }) => retry && describeRetry(retry), none: 'off' },
  { name: 'The mirror', toText: ({ mirror }) => mirror && `${mirror.percent} % to ${mirror.version}`, none: 'off' },
  { name: 'The stickiness to a version', toText: ({ stickiness }) => stickiness && `by ${describeHashKey(stickiness)}`, none: 'off' },
  { name: 'The limit', toText: ({ rateLimit }) => rateLimit && describeRateLimit(rateLimit), none: 'off' },
  { name: 'The headers', toText: ({ requestHeaders }) => describeHeaderEdits(requestHeaders), none: 'left as they come' },
  { name: 'The headers of answers', toText: ({ responseHeaders }) => describeHeaderEdits(responseHeaders), none: 'left as they come' },
  { name: 'The host', toText: ({ rewrite }) => rewrite?.hostname, none: 'left as it was asked for' },
  { name: 'The path', toText: ({ rewrite }) => rewrite?.path && describePathRewrite(rewrite.path), none: 'left as it was asked for' },
]

/** What a rule does beside its weights, where it changes. `subject`: `requests to shop/reviews`. */
export function ruleSettingSentences(was: Rule | undefined, now: Rule, subject: string): string[] {
  const sentences = answerSentence(was, now, subject)
  for (const { name, toText, none } of settings) {
    const [before, after] = [was && toText(was), toText(now)]
    if (before === after || (was === undefined && after === undefined)) continue
    const former = was === undefined ? '' : `, was ${before ?? none}`
    const verb = name === 'Retries' || name.startsWith('The headers') ? 'are' : 'is'
    sentences.push(`${name} ${name.includes(' of ') ? 'to' : 'of'} ${subject} ${verb} ${after ?? none}${former}.`)
  }
  return sentences
}

/** Only where the rule was there before: what a new rule does is said where it is named. */
function answerSentence(was: Rule | undefined, now: Rule, subject: string): string[] {
  if (!was) return []
  const [before, after] = [describeAnswer(was), describeAnswer(now)]
  if (before === after) return []
  const said = subject.charAt(0).toUpperCase() + subject.slice(1)
  const former = before === undefined ? 'were sent on' : before.replace(/^are/, 'were')
  return [`${said} ${after ?? 'are sent on'}; they ${former} before.`]
}

/** Settings of the destination, where they change. */
export function destinationSentences(
  before: DestinationSettings | undefined,
  after: DestinationSettings | undefined,
  service: string,
): string[] {
  const was = flatten(before)
  const now = flatten(after)
  return [...new Set([...was.keys(), ...now.keys()])]
    .filter((path) => was.get(path) !== now.get(path))
    .map((path) => {
      const [value, former] = [now.get(path) ?? 'the default', was.get(path) ?? 'the default']
      return `The setting ${path} of ${service}${destinationWords[path] ? ` (${destinationWords[path]})` : ''} is ${value}, was ${former}.`
    })
}

/** `circuitBreaker.retryBudget.percent` → `20`. A key to hash is one value. */
function flatten(settings: object | undefined, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [name, value] of Object.entries(settings ?? {})) {
    const path = `${prefix}${name}`
    if (value === undefined) continue
    // It is a setting even where it holds none of its own.
    if (path === 'zoneAwareness') flat.set(path, 'on')
    if (path === 'hashKey') flat.set(path, describeHashKey(value))
    else if (Array.isArray(value)) flat.set(path, value.join(', '))
    else if (typeof value === 'object' && value !== null) for (const [inner, text] of flatten(value, `${path}.`)) flat.set(inner, text)
    else flat.set(path, String(value))
  }
  return flat
}

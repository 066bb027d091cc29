import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Rule } from '@/lib/mesh/policy'
import { describeMatch } from './describe-match'
import { describeAnswer, describePathRewrite } from './sentences/describe-answer'
import { describeHashKey } from './sentences/describe-hash-key'
import { describeHeaderEdits } from './sentences/describe-header-edits'
import { describeRateLimit } from './sentences/describe-rate-limit'
import { describeRetry } from './sentences/describe-retry'

type Place = { isOnly: boolean; protocol: Protocol }
/** sentence: whom the rule takes and where they go. settings: what else it does, a few words each, in the order of the document. */
export type RuleWords = { sentence: string; settings: string[] }

/** A rule as a person reads it aloud. */
export function describeRule(rule: Rule, { isOnly, protocol }: Place): RuleWords {
  const unit = protocol === 'tcp' ? 'connections' : 'requests'
  const match = describeMatch(rule.match)
  const whom = match !== '' ? `${capital(unit)} ${match}` : isOnly ? `All ${unit}` : `All other ${unit}`
  return { sentence: `${whom} ${describeAnswer(rule) ?? `go ${describeBackends(rule)}`}.`, settings: describeSettings(rule) }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function describeBackends({ backends }: Rule): string {
  const shares = backends.filter(({ weight }) => weight > 0)
  if (shares.length === 0) return 'nowhere'
  return shares.length === 1 ? `to ${shares[0]?.version}` : shares.map(({ version, weight }) => `${weight} % to ${version}`).join(', ')
}

function describeSettings(rule: Rule): string[] {
  const { timeout, idleTimeout, retry, mirror, stickiness, rateLimit, requestHeaders, responseHeaders, rewrite } = rule
  const [asked, answered] = [describeHeaderEdits(requestHeaders), describeHeaderEdits(responseHeaders)]
  return [
    stickiness && `sticks to a version by ${describeHashKey(stickiness)}`,
    timeout && (timeout === '0s' ? 'no timeout' : `timeout ${timeout}`),
    idleTimeout && `idle timeout ${idleTimeout}`,
    retry && `retries ${describeRetry(retry)}`,
    mirror && `mirrors ${mirror.percent} % to ${mirror.version}`,
    rateLimit && `at most ${describeRateLimit(rateLimit)}`,
    asked && `headers: ${asked}`,
    answered && `headers of answers: ${answered}`,
    rewrite?.hostname !== undefined && `host ${rewrite.hostname}`,
    rewrite?.path && `sent on as ${describePathRewrite(rewrite.path)}`,
  ].filter((words) => typeof words === 'string')
}

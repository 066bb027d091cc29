import { parseCaller } from '../caller-name'
import { changedFeatures } from '../changed-features'
import type { Warn } from './warning-input'

/** An edit that nobody would get. */
export const warnNoConsumer: Warn = ({ consumers, cannot, after }) => {
  if (consumers > 0 || cannot.length > 0) return []
  const message = `No proxy that calls ${after.service} is connected: the edit is stored and reaches nobody yet`
  return [{ rule: 'no_consumer', message, fix: 'Connect a caller, or apply it for later' }]
}

/** Callers that somebody else configures, where the policy says more than they can be told. */
export const warnCannotTake: Warn = ({ after, cannot }) => {
  if (cannot.length === 0) return []
  const who = cannot.length === 1 ? '1 proxy that calls' : `${cannot.length} proxies that call`
  const message = `${who} ${after.service} cannot take this policy and will run what runs there now: ${inWords(cannot)}`
  return [{ rule: 'cannot_take', message, fix: 'Configure the same there where its own configuration is written, or ask for less' }]
}

const named = 5
function inWords(cannot: readonly { proxyId: string; reason: string }[]): string {
  const words = cannot.slice(0, named).map(({ proxyId, reason }) => `${proxyId}: ${reason}`)
  return [...words, ...(cannot.length > named ? [`and ${cannot.length - named} more`] : [])].join('; ')
}

/** Weights that some proxies hold only while Outrider runs. */
export const warnUnkeptWeights: Warn = ({ before, after, unkeptWeights }) => {
  if (unkeptWeights === null || !changedFeatures(before, after).includes('weights')) return []
  const fix = 'Change the weights in the own configuration of such a proxy too, where they are to hold without Outrider'
  return [{ rule: 'weights_not_kept', message: unkeptWeights, fix }]
}

/** A rule for a caller that may not call the service can never match. Only what the edit brings is named. */
export const warnForeignCaller: Warn = ({ before, after, mayCall }) => {
  const known = new Set(mayCall)
  return after.rules.flatMap((rule) => {
    const caller = rule.match?.caller
    if (caller === undefined || known.has(parseCaller(caller).service)) return []
    if (before.rules.some((other) => other.name === rule.name && other.match?.caller === caller)) return []
    const message = `Rule ${rule.name} is for ${caller}, which does not call ${after.service} by the mesh document: it never matches`
    return [
      {
        rule: 'caller_never_calls',
        message,
        fix: `Name one of ${mayCall.join(', ') || 'the callers'}, or add ${after.service} to the calls of ${parseCaller(caller).service}`,
      },
    ]
  })
}

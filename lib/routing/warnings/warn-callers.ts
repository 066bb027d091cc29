import { parseCaller } from '../caller-name'
import type { Warn } from './warning-input'

/** An edit that nobody would get. */
export const warnNoConsumer: Warn = ({ consumers, after }) => {
  if (consumers > 0) return []
  const message = `No proxy that calls ${after.service} is connected: the edit is stored and reaches nobody yet`
  return [{ rule: 'no_consumer', message, fix: 'Connect a caller, or apply it for later' }]
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

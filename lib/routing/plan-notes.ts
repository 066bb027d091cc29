import type { Policy } from '@/lib/mesh/policy'
import { looksIntoRequests } from './rule-traffic'

/** What a plan cannot know, said rather than guessed: never a reason against the edit. isMeasured: whether callers were counted lately. */
export function planNotes(before: Policy, after: Policy, isMeasured: boolean): string[] {
  const changed = after.rules.filter((rule) => !before.rules.some((other) => JSON.stringify(other) === JSON.stringify(rule)))
  const notes = changed
    .filter((rule) => looksIntoRequests(rule.match))
    .map((rule) => `How many requests rule ${rule.name} takes is not known: no proxy counts ${looksAt(rule.match)}.`)
  if (!isMeasured && JSON.stringify(before.rules) !== JSON.stringify(after.rules))
    notes.push(`Nothing was measured at ${after.service} over the last 5 minutes: whether its versions can carry their share is not known.`)
  return notes
}

type Match = Policy['rules'][number]['match']

/** The caller is not among them: callers are counted apart. */
function looksAt(match: Match): string {
  const parts = [
    match?.path ? 'paths' : '',
    match?.grpc ? 'gRPC methods' : '',
    match?.method ? 'methods' : '',
    ...(match?.headers ?? []).map((header) => `header ${header.name}`),
    ...(match?.queryParams ?? []).map((parameter) => `query parameter ${parameter.name}`),
  ].filter((part) => part !== '')
  return parts.join(', ') || 'what is in a request'
}

import type { LoadedPolicy, Policy } from '@/lib/mesh/policy'
import { isCalledBy, parseCaller } from './caller-name'
import { matchMeaning } from './meaning/match-meaning'
import { ruleMeaning } from './meaning/rule-meaning'

type Meaning = { name: string; parts: Map<string, string> }

/**
 * Whether a proxy of `caller` (`shop/frontend@v2`, or a service or gateway where no version is known) routes as asked: null when it does, else the first
 * difference in words. What a caller sees: rules for other callers left out, rules behind one that takes everything left out; rule names, the order of backends,
 * headers and retry conditions do not matter; weights are compared as shares, durations by value, an absent timeout is Envoy's 15 s, no attempts and 0 % mean
 * none. What its routes say beyond a policy is a difference too. Destination settings are not part of a route and are not compared here.
 */
export function samePolicyMeaning(asked: Policy, loaded: LoadedPolicy, caller: string): string | null {
  const wanted = asSeenBy(loaded.isTcp ? withoutIdleTimeout(asked) : asked, caller)
  const running = asSeenBy(loaded, caller)
  for (const [index, rule] of wanted.entries()) {
    const other = running[index]
    if (!other) return `rule ${rule.name} is not loaded`
    const difference = differ(rule, other)
    if (difference) return difference
  }
  const extra = running[wanted.length]
  if (extra) return `it has a rule ${extra.name} that nobody asked for`
  const [beyond] = loaded.unread ?? []
  return beyond === undefined ? null : `it has something that no policy says: ${beyond}`
}

/** On tcp it stands in the listener, and is compared with the destination settings. */
const withoutIdleTimeout = (policy: Policy): Policy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, idleTimeout: undefined })),
})

function asSeenBy(policy: Policy, name: string): Meaning[] {
  const caller = parseCaller(name)
  const place = { caller, hashKey: policy.destination?.hashKey }
  const seen: Meaning[] = []
  for (const rule of policy.rules) {
    if (!isCalledBy(rule.match?.caller, caller)) continue
    seen.push({ name: rule.name, parts: ruleMeaning(rule, place) })
    if (matchMeaning(rule.match) === 'everything') break
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

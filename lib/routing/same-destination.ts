import type { LoadedDestination, Policy } from '@/lib/mesh/policy'
import { destinationMeaning } from './meaning/destination-meaning'
import { durationMeaning } from './meaning/duration-meaning'

/**
 * Whether a proxy treats a service as the policy's destination settings say: null when it does, else the first difference in words. Defaults are filled in on both
 * sides; the key that instances are chosen by is a part of the routes. `isTcp`: the rule's idle timeout stands in the listener and is compared too.
 */
export function sameDestination(asked: Policy, loaded: LoadedDestination, isTcp: boolean): string | null {
  const [wanted, running] = [destinationMeaning(asked.destination ?? {}), destinationMeaning(loaded.settings)]
  const idleTimeout = asked.rules.at(-1)?.idleTimeout
  if (isTcp && idleTimeout !== undefined) wanted.set('idle timeout', durationMeaning(idleTimeout))
  if (loaded.tcpIdleTimeout !== undefined) running.set('idle timeout', durationMeaning(loaded.tcpIdleTimeout))
  for (const name of new Set([...wanted.keys(), ...running.keys()])) {
    const [want, run] = [wanted.get(name) ?? 'none', running.get(name) ?? 'none']
    if (want !== run) return `${name} is ${run}, asked ${want}`
  }
  const [beyond] = loaded.unread
  return beyond === undefined ? null : `it has something that no policy says: ${beyond}`
}

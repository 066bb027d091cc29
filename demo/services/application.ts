import type { Answer } from './answer'
import type { Behaviour } from './behaviour'
import type { Callee, Carried } from './callee'

/** Serves one request; rejects with an Unavailable. */
export type Serve = (carried: Carried) => Promise<Answer>

/** An application's port; opened and closed again and again by the scenario `down`. */
export type Application = { open(): Promise<void>; close(): Promise<void> }

/**
 * A shop service: works, then calls all its callees at once. Where one of them fails it fails too, so that a fault anywhere is visible at the front;
 * it waits for all answers first, so that every edge carries the same traffic whatever fails.
 */
export function createServe(name: string, behaviour: Behaviour, callees: readonly Callee[]): Serve {
  return async (carried) => {
    await behaviour.work()
    const answers = await Promise.allSettled(callees.map((callee) => callee.call(carried)))
    const path = [name]
    for (const answer of answers) {
      if (answer.status === 'rejected') throw answer.reason
      path.push(...answer.value.path)
    }
    return { path }
  }
}

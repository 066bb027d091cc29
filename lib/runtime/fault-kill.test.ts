import { describe, expect, it } from 'vitest'
import { runKillCycles } from '@/bench/faults/kill-cycles'
import { noEnvoyReason } from '@/lib/testing/real-envoy'

describe.skipIf(noEnvoyReason)(`kill -9 of Outrider in the middle of a fault${noEnvoyReason ? ` (${noEnvoyReason})` : ''}`, () => {
  it('leaves nothing behind within 25 s, whenever it comes, and nothing comes back with the next Outrider', {
    timeout: 240_000,
  }, async () => {
    const cycles = (await Promise.all([runKillCycles(['applying', 'injecting']), runKillCycles(['removing', 'applying'])])).flat()
    for (const cycle of cycles) {
      expect(cycle.goneMs, cycle.moment).not.toBeNull()
      expect(cycle.hasReturned, cycle.moment).toBe(false)
    }
  })
})

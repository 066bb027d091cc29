import type { CanaryRecord } from '@/lib/canary/canary-record'
import type { Desired } from '@/lib/control-plane/control-plane'
import type { FleetMember } from './fleet'
import type { WeightReads } from './weight-read-back'

/** What the proof of these canaries needs: every caller of each, and those urgently whose step is not in force yet. */
export function wantedWeights(
  canaries: readonly CanaryRecord[],
  desired: Desired,
  callersOf: (canary: CanaryRecord, desired: Desired) => readonly FleetMember[],
): WeightReads {
  const members = new Map<string, FleetMember>()
  const urgent = new Set<string>()
  for (const canary of canaries) {
    const { phase, startedAt, inForceSince } = canary.state
    if (phase.name === 'ended') continue
    for (const member of callersOf(canary, desired)) {
      members.set(member.identity.id, member)
      if (startedAt !== null && inForceSince === null) urgent.add(member.identity.id)
    }
  }
  const services = new Set(canaries.map(({ state }) => state.plan.service))
  const tcp = desired.mesh.services.filter(({ name, protocol }) => protocol === 'tcp' && services.has(name))
  return { members: [...members.values()], urgent, tcpServices: new Set(tcp.map(({ name }) => name)) }
}

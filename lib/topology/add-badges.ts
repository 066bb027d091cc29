import { describeInjection } from '@/lib/faults/fault-sentence'
import { isFaultActive } from '@/lib/mesh/fault'
import { isInSync } from '@/lib/mesh/proxy-state'
import type { Badge } from '@/lib/mesh/topology'
import type { GraphDraft, NodeDraft } from './graph-draft'

/** What stands out beside health: faults, canaries, drift, laggards, ejections, open breakers, simulated proxies, services without a proxy. */
export function addBadges(draft: GraphDraft): void {
  for (const drafted of draft.nodes.values()) drafted.node.badges = badgesOf(draft, drafted)
}

function badgesOf(draft: GraphDraft, drafted: NodeDraft): Badge[] {
  const badges: Badge[] = draft.input.faults
    .filter(
      (fault) =>
        isFaultActive(fault) &&
        fault.service === drafted.service &&
        (!fault.version || !drafted.version || fault.version === drafted.version),
    )
    .map((fault) => ({ kind: 'fault', text: describeInjection(fault) }))
  for (const canary of draft.input.canaries ?? [])
    if (canary.service === drafted.service && (!drafted.version || drafted.version === canary.version))
      badges.push({ kind: 'canary', text: canary.text })
  const { proxies, inbound, node } = drafted
  const own = new Set(proxies.map((proxy) => proxy.id))
  for (const { proxyId, service, sentence } of draft.input.drift ?? [])
    if (proxyId === null ? service === drafted.service : own.has(proxyId)) badges.push({ kind: 'drift', text: sentence })
  const behind = proxies.filter((proxy) => !isInSync(proxy))
  if (behind.length > 0)
    badges.push({
      kind: 'laggard',
      text: `${behind.length} of ${proxies.length} proxies not in sync: ${behind.map((proxy) => proxy.id).join(', ')}`,
    })
  const ejected = inbound.reduce((most, edge) => Math.max(most, edge.amounts?.ejected ?? 0), 0)
  if (ejected > 0) badges.push({ kind: 'ejected', text: `${ejected} ejected` })
  const open = inbound.filter((edge) => (edge.amounts?.breakersOpen ?? 0) > 0)
  if (open.length > 0)
    badges.push({ kind: 'breaker_open', text: `circuit breaker open at ${open.map((edge) => edge.source.node.id).join(', ')}` })
  if (proxies.some((proxy) => proxy.simulated)) badges.push({ kind: 'simulated', text: 'simulated' })
  const isOurs = node.kind === 'service' || node.kind === 'version' || node.kind === 'gateway'
  if (isOurs && drafted.isDeclared && proxies.length === 0) badges.push({ kind: 'no_proxy', text: 'no proxy has registered' })
  return badges
}

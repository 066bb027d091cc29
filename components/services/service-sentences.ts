import type { ServiceDetail } from '@/lib/api/services'

/**
 * What a visitor must know before the numbers, in plain sentences, the most important first; empty for an ordinary service.
 * Each says why something that one would expect on the page is not there.
 */
export function serviceSentences(service: ServiceDetail): string[] {
  const sentences: string[] = []
  const { total, answering } = service.proxies
  if (service.kind === 'external') sentences.push('This service is outside the mesh: it has no proxy, so every number is its callers’.')
  else if (service.kind === 'unknown') sentences.push('Nobody declared this name: it was found in traffic, and cannot be steered.')
  else if (service.kind === 'gateway')
    sentences.push('A gateway takes traffic from outside the mesh; its callers have no proxy, so its own side is shown.')
  else if (total === 0) sentences.push('No proxy of this service has ever connected.')
  else if (answering === 0) {
    const subject = total === 1 ? 'Its only proxy does not answer' : `None of its ${total} proxies answers`
    sentences.push(`${subject}: its numbers are unknown, not zero.`)
  } else if (answering < total) sentences.push(`${answering} of ${total} proxies answer; the numbers are theirs.`)
  sentences.push(...trafficSentences(service))
  if (service.kind === 'service' && service.versions.length === 1) {
    sentences.push(`It has one version, ${service.versions[0]?.name}: there is nothing to shift traffic to.`)
  }
  return sentences
}

function trafficSentences(service: ServiceDetail): string[] {
  if (service.protocol === 'tcp') {
    return [
      'TCP has connections and bytes, no requests: there are no request errors, no latency, no faults, and weights apply to new connections.',
    ]
  }
  if (service.health === 'unknown' || service.proxies.answering === 0) return []
  if (service.signals.requestsPerSecond === 0)
    return ['No request in this time: ratios and latencies are not known, which is neither good nor bad.']
  return []
}

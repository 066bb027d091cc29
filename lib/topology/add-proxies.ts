import { instanceId, versionId } from '@/lib/mesh/names'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { isAnswering, isInSync } from '@/lib/mesh/proxy-state'
import { isLive } from './coverage'
import { ensureNode, type GraphDraft, type NodeDraft } from './graph-draft'
import type { TopologyInput } from './topology-input'

/** Puts each proxy behind its node, with how many answer and run what they were sent. */
export function addProxies(draft: GraphDraft): void {
  for (const proxy of draft.input.proxies) nodeOf(draft, proxy).proxies.push(proxy)
  for (const { node, proxies } of draft.nodes.values()) {
    node.proxies = {
      total: proxies.length,
      answering: proxies.filter((proxy) => doesAnswer(draft, proxy)).length,
      inSync: proxies.filter(isInSync).length,
    }
  }
}

/** Live: its last round was answered in time. In the past: it has a window near the end of the range. */
export function doesAnswer({ input, coverage }: Pick<GraphDraft, 'input' | 'coverage'>, proxy: MeshProxy): boolean {
  if (!isLive(input)) return coverage.get(proxy.id)?.isFresh ?? false
  return isAnswering(proxy) && !isForgotten(input, proxy)
}

/** Nobody asked it lately (the reader itself is away): its last answer tells nothing of now. */
const isForgotten = (input: TopologyInput, proxy: MeshProxy): boolean =>
  input.now - (proxy.reading.lastAnswerAt ?? 0) > Math.max(30_000, 6 * input.scrapeIntervalMs)

function nodeOf(draft: GraphDraft, proxy: MeshProxy): NodeDraft {
  const { view } = draft.input
  const isOne = view === 'service' || proxy.role === 'gateway' || proxy.version === null
  if (isOne)
    return ensureNode(draft, {
      id: proxy.service,
      kind: proxy.role === 'gateway' ? 'gateway' : 'service',
      service: proxy.service,
      version: null,
      isDeclared: false,
    })
  const seed = { service: proxy.service, version: proxy.version, isDeclared: false }
  return view === 'version'
    ? ensureNode(draft, { ...seed, id: versionId(proxy.service, proxy.version ?? ''), kind: 'version' })
    : ensureNode(draft, { ...seed, id: instanceId(proxy.service, proxy.version ?? '', proxy.id), kind: 'instance' })
}

import { formatPlural } from '@/lib/mesh/format'
import type { MeshSummary } from '@/lib/mesh/mesh-summary'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { isAnswering } from '@/lib/mesh/proxy-state'
import type { Ctx } from '../ctx'
import { readRuntime } from '../health/read-runtime'
import { readGraph } from '../services/read-graph'

const rangeMs = 60_000
const mostSilent = 50

/** The counts of the lists of services and proxies, without the lists. */
export async function getSummary(ctx: Ctx): Promise<MeshSummary> {
  const now = ctx.now()
  const graph = await readGraph(ctx, { from: now - rangeMs, to: now })
  const { nodes, simulated } = graph.view('service')
  const { proxies } = graph
  const silent = proxies.filter((proxy) => !isAnswering(proxy))
  return {
    simulated,
    services: {
      total: nodes.filter(({ kind }) => kind === 'service').length,
      failing: nodes.filter(({ health }) => health === 'failing').length,
      degraded: nodes.filter(({ health }) => health === 'degraded').length,
    },
    proxies: {
      total: proxies.length,
      answering: proxies.length - silent.length,
      troubled: proxies.filter((proxy) => !isAnswering(proxy) || !proxy.connected || proxy.sync.some(({ status }) => status === 'NACKED'))
        .length,
      newestAnswerAt: proxies.reduce<number | null>(
        (newest, { reading }) => Math.max(newest ?? 0, reading.lastAnswerAt ?? 0) || null,
        null,
      ),
      silent: silent.slice(0, mostSilent).map((proxy) => ({ id: proxy.id, reason: reasonOf(proxy) })),
    },
    runtime: readRuntime(ctx),
  }
}

function reasonOf({ reading, adminUrl }: MeshProxy): string {
  if (reading.problem) return reading.problem.message
  return adminUrl ? `No answer from its admin page in ${formatPlural(reading.missedRounds, 'round')}` : 'It gave no admin address'
}

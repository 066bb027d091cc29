import { afterEach, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { findFreePorts } from '@/demo/find-free-ports'
import { getTopology } from '@/lib/operations/topology/get'
import { startAnsweringApp } from '@/lib/testing/answering-app'
import { noEnvoyReason, startRealEnvoy } from '@/lib/testing/real-envoy'
import { sendRequests } from '@/lib/testing/send-requests'
import { startTestRuntime } from '@/lib/testing/start-test-runtime'
import { temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const toAddress = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } })
const routerName = 'envoy.filters.http.router'

/** An Envoy of somebody else: one listener, one static cluster, nothing that names Outrider. */
function renderStatic(admin: number, listen: number, cluster: string, upstream: number): string {
  const manager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'ingress_http',
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster } }] }] },
    http_filters: [{ name: routerName, typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' } }],
  }
  const filters = [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }]
  return stringify({
    admin: { address: toAddress(admin) },
    static_resources: {
      listeners: [{ name: 'listener_0', address: toAddress(listen), filter_chains: [{ filters }] }],
      clusters: [
        {
          name: cluster,
          type: 'STATIC',
          load_assignment: { cluster_name: cluster, endpoints: [{ lb_endpoints: [{ endpoint: { address: toAddress(upstream) } }] }] },
        },
      ],
    },
  })
}

it.skipIf(noEnvoyReason)(
  'Envoys that nothing steers show whom they call on loopback: another proxy, and an end nobody knows',
  { timeout: 60_000 },
  async () => {
    const app = await startAnsweringApp('legacy')
    stops.push(app.stop)
    const ports = await findFreePorts(['admin1', 'admin2', 'front', 'back'], {}, Math.random)
    const port = (name: string): number => ports[name] ?? 0
    for (const [admin, listen, cluster, upstream] of [
      [port('admin1'), port('front'), 'to_back', port('back')],
      [port('admin2'), port('back'), 'legacy', app.endpoint.port],
    ] as const)
      stops.push((await startRealEnvoy(renderStatic(admin, listen, cluster, upstream), admin)).stop)
    const { folder, remove } = temporaryFolder()
    stops.push(remove)
    const targets = ['1', '2'].map((n) => ({
      kind: 'envoy' as const,
      url: `http://127.0.0.1:${port(`admin${n}`)}`,
      id: n === '1' ? 'front' : 'back',
    }))
    const { ctx, stop } = await startTestRuntime({ folder, targets })
    stops.push(stop)
    const edges = await waitFor('both edges', async () => {
      await sendRequests(port('front'), { count: 5, host: 'anything' })
      const graph = await getTopology(ctx, { from: Date.now() - 60_000, to: Date.now(), view: 'service', depth: 1 })
      const found = graph.edges.filter((edge) => (edge.requests ?? 0) > 0).map(({ source, target, origin }) => ({ source, target, origin }))
      return found.length >= 2 && found
    })
    expect(edges).toEqual([
      { source: 'back', target: 'legacy', origin: 'inferred' },
      { source: 'front', target: 'back', origin: 'matched' },
    ])
  },
)

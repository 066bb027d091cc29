import { SimulatedProxy } from '@/lib/testing/simulated-proxy'

/** How many callers there are, whom each of them calls, where each service's v1 listens (v2 one port above), and how often it is called. */
export type LiveMesh = {
  xds: string
  callers: { id: string; service: string; admin: number; calls: string[] }[]
  ports: Record<string, number>
  perSecond: number
}
export type ToProxies = { kind: 'fail'; service: string } | { kind: 'watch'; service: string; version: string }
/** The leased weight of a watched version is another one now; at: when a caller had taken it. */
export type FromProxies = { kind: 'moved'; service: string; at: number } | { kind: 'ready' }

// Caller proxies without a data plane (see SimulatedProxy), in a process of their own, so that what they cost is not Outrider's.
const mesh: LiveMesh = JSON.parse(process.argv[2] ?? '')
const failing = new Set<number>()
const watched = new Map<string, string>()
const last = new Map<string, string | null>()
const tell = (message: FromProxies): void => void process.send?.(message)

const proxies = mesh.callers.map(({ id, service, admin, calls }) => {
  const at = (offset: number): string => `127.0.0.1:${admin + offset}`
  const metadata = { service, version: 'v1', admin: at(0), inbound: at(1), outbound: at(2), app: at(3) }
  const proxy = new SimulatedProxy({ id, service, metadata, admin, xds: mesh.xds, random: Math.random, now: Date.now })
  const accept = proxy.config.accept.bind(proxy.config)
  proxy.config.accept = (accepted) => {
    accept(accepted)
    for (const [name, key] of watched) {
      const value = proxy.config.runtimeValue(key)
      if (calls.includes(name) && last.get(`${id} ${key}`) !== value) tell({ kind: 'moved', service: name, at: Date.now() })
      last.set(`${id} ${key}`, value)
    }
  }
  return { id, proxy, calls }
})

process.on('message', (message: ToProxies) => {
  const { service } = message
  if (message.kind === 'fail') return void failing.add((mesh.ports[service] ?? 0) + 1)
  const key = `outrider.weights.${service.replace('/', '.')}.default.${service}|${message.version}`
  watched.set(service, key)
  for (const { id, proxy } of proxies) last.set(`${id} ${key}`, proxy.config.runtimeValue(key))
})
process.on('disconnect', () => process.exit(0))

const reach = async (host: { port: number }) => ({
  status: failing.has(host.port) && Math.random() < 0.5 ? 503 : 200,
  grpcStatus: null,
  path: [],
})
const everyMs = 100
let owed = 0
for (const { proxy } of proxies) await proxy.start()
tell({ kind: 'ready' })
setInterval(() => {
  for (owed += (mesh.perSecond * everyMs) / 1000; owed >= 1; owed--)
    for (const { proxy, calls } of proxies)
      for (const name of calls)
        void proxy.sendOut('outbound', { authority: name.replace('/', '.'), headers: { ':path': '/', ':method': 'GET' } }, reach)
}, everyMs)

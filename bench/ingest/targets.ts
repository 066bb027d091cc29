import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AdminPage, adminPages } from '@/lib/proxies/envoy/admin-pages'
import { pageAt } from './pages'

export type TargetsReport = { ports: number[] } | { served: Record<'native' | 'prometheus', number>; cpuMs: number }

/** The other process: `count` Envoys as far as a scraper sees them. Their counters move with every round in which their numbers are read. */
const count = Number(process.argv[2] ?? 50)
const pageOf = new Map(Object.entries(adminPages).map(([name, { path }]) => [path as string, name as AdminPage]))
// As Prometheus writes a parameter without a value.
pageOf.set(`${adminPages.prometheus.path}=`, 'prometheus')
const served = { native: 0, prometheus: 0 }

const ports: number[] = []
for (let index = 0; index < count; index++) {
  let round = 0
  const server = createServer((request, response) => {
    const page = pageOf.get(request.url ?? '')
    if (!page) {
      response.writeHead(404).end()
      return
    }
    if (page === 'stats' || page === 'prometheus') round++
    if (page === 'stats') served.native++
    if (page === 'prometheus') served.prometheus++
    response.writeHead(200, {
      'content-type': page === 'stats' || page === 'prometheus' ? 'text/plain; charset=UTF-8' : 'application/json',
    })
    response.end(pageAt(page, round))
  })
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a TCP port has an AddressInfo.
  ports.push((server.address() as AddressInfo).port)
}

const tell = (report: TargetsReport): void => {
  process.send?.(report)
}
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  tell({ served: { ...served }, cpuMs: (user + system) / 1000 })
})
process.on('disconnect', () => process.exit(0))
tell({ ports })

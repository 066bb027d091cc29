import { expect, test } from '@playwright/test'
import { shopEdges } from '@/demo/mesh'
import type { TopologyResponse } from '@/lib/api/topology'
import { demo, edge, envoyCounter, sendRequests, setLoad, setWeights, topology, until } from './support'

test.describe('see the mesh', () => {
  test('shows every service and every edge of the shop, all healthy', async ({ page }) => {
    await setWeights('shop/reviews', { v1: 100, v2: 0 })
    await until(
      'every edge healthy',
      () => topology(),
      (graph) => shopEdges.every((id) => edge(graph, id)?.health === 'healthy'),
      120_000,
    )
    await page.goto(demo().url)
    await expect(page.getByRole('application', { name: /^Topology graph, 11 nodes and 10 edges/ })).toBeVisible()
    await expect(page.getByRole('button', { name: '13 of 13 answering' })).toBeVisible()
    await page.getByRole('radio', { name: 'Table' }).click()
    for (const id of shopEdges) {
      const [source = '', target = ''] = id.replace(/:[a-z]+$/, '').split('>')
      await expect(page.getByRole('row', { name: `${source} to ${target}` })).toBeVisible()
    }
    await page.getByRole('button', { name: 'shop/reviews', exact: true }).click()
    const panel = page.getByRole('complementary', { name: 'Details of shop/reviews' })
    await expect(panel.getByRole('row', { name: /^caller shop\/frontend/ })).toBeVisible()
    await expect(panel.getByRole('row', { name: /^callee shop\/ratings/ })).toBeVisible()
  })

  test('counts N requests as N on the right edges, as the Envoys themselves do', async () => {
    await setLoad(0)
    try {
      await until('quiet', () => topology('?from=now-6s'), isQuiet, 60_000)
      const before = await countAtGateway()
      const from = new Date().toISOString()
      const answers = await sendRequests(200)
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(200)
      expect((await countAtGateway()) - before).toBe(200)
      const counted = (graph: TopologyResponse): number[] => httpEdges.map((id) => edge(graph, id)?.requests ?? 0)
      await until(
        'N on every edge',
        async () => counted(await topology(`?from=${from}`)),
        (counts) => counts.every((count) => count === 200),
        30_000,
      )
    } finally {
      await setLoad(60)
    }
  })
})

const httpEdges = shopEdges.filter((id) => !id.endsWith(':tcp'))

const isQuiet = (graph: TopologyResponse): boolean =>
  graph.completeness.answering === graph.completeness.proxies && graph.edges.every((candidate) => candidate.requests === 0)

async function countAtGateway(): Promise<number> {
  const gateway = demo().proxies.find((proxy) => proxy.version === null)
  return envoyCounter(gateway?.adminUrl ?? '', 'cluster.shop/frontend|v1.upstream_rq_completed')
}

import { expect, test } from '@playwright/test'
import { demo } from './support'

test('find marks, hide leaves out, both stand in the address, and a wrong word says where', async ({ page }) => {
  await page.goto(demo().url)
  const graph = (nodes: number) => page.getByRole('application', { name: new RegExp(`^Topology graph, ${nodes} nodes`) })
  await expect(graph(11)).toBeVisible()

  await page
    .getByRole('textbox', { name: 'Find' })
    .or(page.getByRole('combobox', { name: 'Find' }))
    .fill('caller:shop/frontend')
  await expect(page.getByText('8 matches')).toBeVisible()

  const hide = page.getByRole('textbox', { name: 'Hide' }).or(page.getByRole('combobox', { name: 'Hide' }))
  await hide.fill('protocol = grpc or kind = external')
  await expect(graph(8)).toBeVisible()
  await expect(page.getByRole('button', { name: /hidden$/ })).toBeVisible()

  await hide.fill('errors > 5')
  await expect(page.getByRole('alert').filter({ hasText: 'Hide: errors is compared with e.g. 1% (at character 10)' })).toBeVisible()
  await expect(graph(8)).toBeVisible()

  await hide.fill('protocol = grpc or kind = external')
  await expect(page).toHaveURL(/hide=protocol/)
  await page.reload()
  await expect(graph(8)).toBeVisible()
  await expect(page.getByText('matches')).toBeVisible()
  await page.getByRole('button', { name: /hidden$/ }).click()
  await expect(graph(11)).toBeVisible()
})

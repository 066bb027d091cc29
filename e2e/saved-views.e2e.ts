import { expect, type Page, test } from '@playwright/test'
import { demo } from './support'

const hostile = '<img src=x onerror="document.title=\'owned\'"> / a view'
const views = (page: Page) => page.getByRole('button', { name: /^Saved views/ })
const find = (page: Page) => page.getByRole('combobox', { name: 'Find' }).or(page.getByRole('textbox', { name: 'Find' }))

test('a view is saved under a name, opened by its link elsewhere, edited, and removed with a way back', async ({ page, context }) => {
  await page.goto(`${demo().url}/?overlay=errors&label=errors`)
  await find(page).fill('caller:shop/frontend')
  await expect(page).toHaveURL(/find=caller/)
  await views(page).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save this view' })
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(dialog.getByRole('alert')).toContainText('a name begins and ends with something to see')
  await dialog.getByLabel('Name').fill(hostile)
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/saved=/)

  const other = await context.newPage()
  await other.goto(`${demo().url}/?saved=${encodeURIComponent(hostile)}`)
  await expect(find(other)).toHaveValue('caller:shop/frontend')
  await expect(other).toHaveURL(/overlay=errors/)
  expect(await other.title()).not.toBe('owned')

  await find(other).fill('kind = gateway')
  await expect(other).toHaveURL(/find=kind/)
  await views(other).click()
  await other.getByRole('menuitem', { name: /^Save over/ }).click()
  await expect(other.getByText(/was saved\.$/)).toBeVisible()
  await page.goto(`${demo().url}/?saved=${encodeURIComponent(hostile)}`)
  await expect(find(page)).toHaveValue('kind = gateway')

  await views(page).click()
  await page.getByRole('menuitem', { name: /^Remove/ }).click()
  await expect(page.getByText(/was removed\.$/)).toBeVisible()
  await page.goto(`${demo().url}/?saved=${encodeURIComponent(hostile)}`)
  await expect(page.getByText(/^There is no saved view/)).toBeVisible()
})

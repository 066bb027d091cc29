import { expect, test } from '@playwright/test'
import { demo, setWeights } from './support'

test('the YAML completes keys and values by the schema, says what is wrong at its line, and is the same document as the cards', async ({
  page,
}) => {
  await setWeights('shop/reviews', { v1: 100, v2: 0 })
  await page.goto(`${demo().url}/?selected=shop/reviews`)
  await page.getByRole('complementary', { name: 'Details of shop/reviews' }).getByRole('link', { name: 'Edit…' }).click()
  const yaml = page.getByRole('textbox', { name: 'Policy of shop/reviews as YAML' })
  await yaml.getByText('name: default').click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('mir')
  await page.getByRole('option', { name: /^mirror/ }).click()
  await page.keyboard.type('{ version: ')
  await page.keyboard.press('Control+Space')
  await page.getByRole('option', { name: 'v2' }).click()
  await page.keyboard.type(', percent: 500 }')
  await expect(yaml).toContainText('mirror: { version: v2, percent: 500 }')

  const wrong = page.getByRole('list', { name: 'What is wrong' })
  await expect(wrong).toContainText('line 4rules[0].mirror.percent a percent is between 0 and 100')
  await expect(page.locator('.cm-lintRange-error')).toHaveText('percent: 500')
  await expect(page.getByRole('button', { name: /^Apply.*not possible: Mend what is wrong first/ })).toBeVisible()

  await page.getByRole('button', { name: 'Open rule default' }).click()
  const share = page.getByRole('textbox', { name: 'Share of requests' })
  await expect(share).toHaveAttribute('aria-invalid', 'true')
  await share.fill('5')
  await expect(yaml).toContainText('mirror: { version: v2, percent: 5 }')
  await expect(page.getByText('mirrors 5 % to v2')).toBeVisible()
  await expect(
    page.getByRole('region', { name: 'Plan', exact: true }).getByText(/^The mirror of requests to shop\/reviews is 5 % to v2/),
  ).toBeVisible()

  await yaml.click()
  await page.keyboard.press('Control+z')
  await expect(share).toHaveValue('500')
  await page.keyboard.press('Control+End')
  await page.keyboard.type('half a ke')
  await expect(page.getByText(/^The YAML cannot be read as it stands \(line \d+\)/)).toBeVisible()
})

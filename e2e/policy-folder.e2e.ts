import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse, stringify } from 'yaml'
import { policyFile } from '@/lib/mesh/policy-file'
import { renderPolicy } from '@/lib/routing/render-policy'
import {
  countPassed,
  demo,
  demoData,
  getPolicy,
  inForce,
  listChanges,
  putPolicy,
  restartOutrider,
  sendRequests,
  setWeights,
  until,
} from './support'

const service = 'shop/reviews'
const halves = `# half of them, to see
service: ${service}
rules:
  - name: default
    backends:
      - { version: v1, weight: 50 }
      - { version: v2, weight: 50 }
`

/** Outrider anew, with this folder as its source of truth; null: with none. */
async function watchFolder(folder: string | null): Promise<void> {
  const file = join(demoData(), 'outrider.yaml')
  const { policies: _former, ...config } = parse(readFileSync(file, 'utf8'))
  writeFileSync(file, stringify({ ...config, ...(folder !== null && { policies: folder }) }))
  await restartOutrider()
}

test('where a watched folder is the source of truth, an edit is a patch to commit, and in force once it is committed', async ({ page }) => {
  await setWeights(service, { v1: 100, v2: 0 })
  const folder = mkdtempSync(join(demoData(), 'policies-'))
  const git = (args: readonly string[], input?: string) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=ada', '-c', 'user.email=ada@example.test', ...args], { encoding: 'utf8', input })
  const { policy, revision } = await getPolicy(service)
  const file = join(folder, policyFile(service))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${renderPolicy(policy).join('\n')}\n`)
  git(['init', '--quiet'])
  git(['add', '.'])
  git(['commit', '--quiet', '-m', 'as it is'])
  await watchFolder(folder)
  try {
    await page.goto(`${demo().url}/services/shop/reviews`)
    await page.getByRole('link', { name: 'Edit policy…' }).click()
    const yaml = page.getByRole('textbox', { name: 'Policy of shop/reviews as YAML' })
    await yaml.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(halves)
    await expect(page.getByText(/^Comments are not stored/)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Plan', exact: true }).getByText(/50 %/).first()).toBeVisible()
    await page.getByRole('textbox', { name: 'Reason' }).fill('half of them')
    await expect(
      page.getByRole('button', { name: /^Apply.*not possible: The policy folder is the source of truth: commit the patch there/ }),
    ).toBeVisible()
    const [first = policy.rules[0]] = policy.rules
    await expect(putPolicy({ service, rules: first ? [{ ...first, timeout: '9s' }] : [] }, 'past the folder')).rejects.toThrow(
      /422.*source of truth/,
    )
    expect((await getPolicy(service)).revision).toBe(revision)

    const patch = (await page.locator('pre', { hasText: '--- a/policies/shop/reviews.yaml' }).textContent()) ?? ''
    git(['apply', '-'], patch)
    git(['commit', '--quiet', '-a', '-m', 'half of them'])
    const change = await until(
      'the commit is a change',
      async () => (await listChanges(service)).changes[0],
      (newest) => newest?.actor === 'policy folder' && newest.policyRevision > revision,
    )
    await inForce(change?.id ?? '')
    const answers = await sendRequests(200)
    expect(Math.abs(countPassed(answers, 'reviews@v2') - 100)).toBeLessThan(40)
    // The page sees its own edit come in: nothing is left to apply, and the comment is still there.
    await expect(page.getByText('Nothing is edited but comments.')).toBeVisible()
    await expect(yaml).toContainText('# half of them, to see')
    await expect(page.getByText(`Your edit of revision ${change?.policyRevision}`)).toBeVisible()

    writeFileSync(file, 'service: shop/reviews\nrules:\n  - name: default\n    backend: []\n')
    await page.goto(`${demo().url}/settings`)
    await expect(
      page.getByText(/policies\/shop\/reviews\.yaml:4: rules\[0\]\.backend: there is no key .*The last good state stands/).first(),
    ).toBeVisible()
    expect((await getPolicy(service)).revision).toBe(change?.policyRevision)
  } finally {
    await watchFolder(null)
    rmSync(folder, { recursive: true, force: true })
    await setWeights(service, { v1: 100, v2: 0 })
  }
})

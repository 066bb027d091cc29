import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

/** The rules that dependency-cruiser finds broken in a tree of these files, by the configuration of this repository. */
function findBroken(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-rules-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    cpSync('tsconfig.json', join(folder, 'tsconfig.json'))
    const args = ['--config', join(process.cwd(), '.dependency-cruiser.cjs'), '--output-type', 'json', 'lib', 'cli']
    const { stdout } = spawnSync(join(process.cwd(), 'node_modules/.bin/depcruise'), args, { cwd: folder, encoding: 'utf8' })
    const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string; severity: string } }[] } }
    return summary.violations.filter(({ rule }) => rule.severity === 'error').map(({ from, rule }) => `${rule.name} ${from}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

it('refuses whoever knows a driver but its own folder and the one door, also by a type alone', { timeout: 60_000 }, () => {
  const broken = findBroken({
    'lib/control-plane/xds/driver.ts': "import type { B } from '../other/driver'\nexport type A = B",
    'lib/control-plane/xds/bootstrap.ts': 'export const print = 1',
    'lib/control-plane/other/driver.ts': 'export type B = 1\nexport const b = 2',
    'lib/control-plane/driver.ts': "export { b } from './other/driver'",
    'lib/runtime/loop.ts': "import type { A } from '@/lib/control-plane/xds/driver'\nexport type C = A",
    'lib/operations/plan.ts': "import { b } from '@/lib/control-plane/other/driver'\nexport const d = b",
    'lib/http/build.ts': "import { b } from '@/lib/control-plane/driver'\nexport const e = b",
    'cli/print.ts': "import { print } from '@/lib/control-plane/xds/bootstrap'\nexport const f = print",
  })
  expect(broken.filter((text) => text.startsWith('drivers-')).sort()).toEqual([
    'drivers-apart lib/control-plane/xds/driver.ts',
    'drivers-behind-one-door lib/operations/plan.ts',
    'drivers-behind-one-door lib/runtime/loop.ts',
  ])
})

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy } from '@/lib/mesh/policy'
import { splitPolicy } from '@/lib/testing/example-mesh'
import { diffPolicy } from './diff-policy'
import { policyPatch } from './policy-patch'
import { renderPolicy } from './render-policy'

const text = (policy: Policy): string => `${renderPolicy(policy).join('\n')}\n`
const withRules = (shares: readonly number[]): Policy => ({
  service: 'shop/reviews',
  rules: [
    ...shares.map((share, index) => ({
      ...splitPolicy('shop/reviews', share, 100 - share).rules[0],
      name: `r${index}`,
      match: { method: 'GET' },
    })),
    ...splitPolicy('shop/reviews', 100, 0).rules,
  ].map(({ backends = [], ...rule }) => ({ ...rule, backends })),
})

describe('a patch of a policy file', () => {
  it('is empty where nothing differs', () => {
    expect(policyPatch('a.yaml', diffPolicy(withRules([1]), withRules([1])))).toBe('')
  })

  it('turns the one file into the other when git applies it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'outrider-patch-'))
    try {
      fc.assert(
        fc.property(fc.array(fc.nat(100), { maxLength: 9 }), fc.array(fc.nat(100), { maxLength: 9 }), (one, other) => {
          const [before, after] = [withRules(one), withRules(other)]
          const patch = policyPatch('a.yaml', diffPolicy(before, after))
          if (patch === '') return
          writeFileSync(join(folder, 'a.yaml'), text(before))
          writeFileSync(join(folder, 'p.patch'), patch)
          execFileSync('git', ['apply', 'p.patch'], { cwd: folder })
          expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(text(after))
        }),
        { numRuns: 25 },
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

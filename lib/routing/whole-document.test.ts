import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { policySchema } from '@/lib/api/policies'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy, Rule } from '@/lib/mesh/policy'
import { accepted, type Draft, fuzzService, policyDraft } from '@/lib/testing/policy-arbitrary'
import { planSentences } from './plan-sentences'
import { renderPolicy } from './render-policy'

/** What is accepted of four hundred drafts: enough that each feature is among them. */
function eachAccepted(visit: (policy: Policy, protocol: Protocol) => void): void {
  let count = 0
  fc.assert(
    fc.property(fc.constantFrom<Protocol>('http', 'grpc', 'tcp'), policyDraft, (protocol, draft: Draft) => {
      const policy = accepted(draft, fuzzService(0, protocol))
      if (!policy) return
      count++
      visit(policy, protocol)
    }),
    { numRuns: 400 },
  )
  expect(count).toBeGreaterThan(50)
}

describe('any accepted document', () => {
  it('is rendered as YAML that reads back as the same document', () => {
    eachAccepted((policy) => {
      expect(policySchema.parse(parse(renderPolicy(policy).join('\n')))).toEqual(JSON.parse(JSON.stringify(policy)))
    })
  })

  it('keeps an empty destination in YAML', () => {
    const policy: Policy = {
      service: 'fuzz/s0',
      rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }],
      destination: {},
    }
    expect(policySchema.parse(parse(renderPolicy(policy).join('\n')))).toEqual(policy)
  })

  it('has a sentence for every part of a rule that is added or taken out', () => {
    eachAccepted((policy, protocol) => {
      const traffic = { protocol, callers: null }
      const last = policy.rules.at(-1)
      if (!last) return
      for (const part of Object.keys(last).filter((key) => !['name', 'backends', 'directResponse', 'redirect'].includes(key))) {
        const { [part as keyof Rule]: value, ...rest } = last
        if (JSON.stringify(value) === '{}' || isEmptyEdit(value)) continue
        const lacking = { ...policy, rules: [...policy.rules.slice(0, -1), { ...rest, name: last.name, backends: last.backends }] }
        for (const [before, after] of [
          [lacking, policy],
          [policy, lacking],
        ] as const) {
          const sentences = planSentences(before, after, traffic)
          expect(sentences.length, part).toBeGreaterThan(0)
          expect(sentences.join(' ')).not.toMatch(/undefined|\[object/)
        }
      }
    })
  })

  it('has a sentence for every setting of the destination that is added or taken out', () => {
    eachAccepted((policy, protocol) => {
      const { destination, ...bare } = policy
      const values = leaves(destination)
      const sentences = planSentences(bare, policy, { protocol, callers: null })
      expect(sentences).toHaveLength(values)
      expect(planSentences(policy, bare, { protocol, callers: null })).toHaveLength(values)
      for (const sentence of sentences) expect(sentence).toMatch(/^The setting \S+ of \S+ \(.+\) is /)
    })
  })
})

const isEmptyEdit = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((part) => Array.isArray(part) && part.length === 0)

/** Settings that stand in it; a key to hash is one, zone awareness is one of its own. */
function leaves(value: unknown, key = ''): number {
  if (value === undefined) return 0
  if (typeof value !== 'object' || value === null || Array.isArray(value) || key === 'hashKey') return 1
  return Object.entries(value).reduce((sum, [name, part]) => sum + leaves(part, name), key === 'zoneAwareness' ? 1 : 0)
}

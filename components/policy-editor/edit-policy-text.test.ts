import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { accepted, fuzzService, policyDraft } from '@/lib/testing/policy-arbitrary'
import { editPolicyText, policyText } from './edit-policy-text'
import { setAt, valueAt } from './set-at'

const service = fuzzService(0, 'http')
const somePolicy = policyDraft.map((draft) => accepted(draft, service)).filter((policy) => policy !== null)
const edit = (text: string, change: (value: unknown) => unknown) => editPolicyText(text, parse(text), change(parse(text)))
const text = `# who may see the new version
service: shop/reviews
rules:
  - name: testers # asked for by the shop
    match: { headers: [ { name: x-tester, exact: "yes" } ] }
    backends: [ { version: v2, weight: 100 } ]
    futureThing: { a: 1 }
  - name: default
    backends:
      # both for now
      - { version: v1, weight: 90 }
      - { version: v2, weight: 10 }
`

describe('a text that a form edits', () => {
  it('keeps comments, order, quotes and what no form knows', () => {
    const next = edit(text, (value) => setAt(value, ['rules', 0, 'timeout'], '3s'))
    expect(next).toBe(text.replace('    futureThing: { a: 1 }\n', '    futureThing: { a: 1 }\n    timeout: 3s\n'))
  })

  it('keeps what is written beside a value that is changed', () => {
    const timed = text.replace('    futureThing', '    timeout: 3s # as long as the shop waits\n    futureThing')
    expect(edit(timed, (value) => setAt(value, ['rules', 0, 'timeout'], '5s'))).toContain('timeout: 5s # as long as the shop waits')
    expect(edit(timed, (value) => setAt(value, ['rules', 0, 'name'], 'friends'))).toContain('name: friends # asked for by the shop')
    expect(parse(edit(timed, (value) => setAt(value, ['rules', 0, 'name'], '5')))).toMatchObject({ rules: [{ name: '5' }, {}] })
  })

  it('moves a rule with all that is written about it', () => {
    const next = edit(text, (value) => setAt(value, ['rules'], [valueAt(value, ['rules', 1]), valueAt(value, ['rules', 0])]))
    expect(parse(next).rules.map(({ name }: { name: string }) => name)).toEqual(['default', 'testers'])
    expect(next).toContain('name: testers # asked for by the shop')
    expect(next).toContain('# both for now')
  })

  it('in our own form stays in our own form', () => {
    const policy = { service: 'shop/reviews', rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }] }] }
    const next = edit(policyText(policy), (value) => setAt(value, ['rules', 0, 'retry'], { attempts: 2, on: ['5xx'] }))
    expect(next).toBe(
      policyText({
        ...policy,
        rules: [{ name: 'default', backends: policy.rules[0]?.backends ?? [], retry: { attempts: 2, on: ['5xx'] } }],
      }),
    )
  })

  it('says exactly what was meant, whatever is edited into whatever; from our own form in our own form', () => {
    fc.assert(
      fc.property(somePolicy, somePolicy, (from, to) => {
        const ours = policyText(from)
        const wanted = parse(policyText(to))
        expect(editPolicyText(ours, parse(ours), wanted)).toBe(policyText(to))
        const byHand = `# by hand\n${ours}`
        expect(parse(editPolicyText(byHand, parse(byHand), wanted))).toEqual(wanted)
      }),
      { numRuns: 200 },
    )
  })
})

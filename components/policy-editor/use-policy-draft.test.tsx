// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyResponse } from '@/lib/api/policies'
import type { Rule } from '@/lib/mesh/policy'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { setAt } from './set-at'
import { type PolicyDraft, usePolicyDraft } from './use-policy-draft'

const service = 'shop/reviews'
const surroundings = { service: shopMesh.services.find(({ name }) => name === service), mesh: shopMesh }
const stored = (revision: number, parts: Partial<Rule> = {}): PolicyResponse => ({
  policy: { service, rules: [{ name: 'default', backends: [{ version: 'v1', weight: 100 }], ...parts }] },
  revision,
  overlays: [],
  capabilities: [],
})

let unmount = () => {}
let draft: PolicyDraft
let show: (present: PolicyResponse) => void
beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
afterEach(() => {
  act(unmount)
  window.localStorage.clear()
})

function Probe({ present }: { present: PolicyResponse }) {
  draft = usePolicyDraft(service, present, surroundings)
  return null
}

function open(present: PolicyResponse): void {
  const root = createRoot(document.createElement('div'))
  unmount = () => root.unmount()
  show = (next) => act(() => root.render(<Probe present={next} />))
  show(present)
}
const setTimeoutTo = (timeout: string) => act(() => draft.edit((value) => setAt(value, ['rules', 0, 'timeout'], timeout)))

describe('an edit that was not applied', () => {
  it('is there again on the next visit, with the revision it was based on', () => {
    open(stored(3))
    setTimeoutTo('7s')
    act(unmount)
    open(stored(3))
    expect(draft).toMatchObject({ isDirty: true, revision: 3, theirs: null, keptAt: expect.any(Number) })
    expect(draft.policy?.rules[0]?.timeout).toBe('7s')
  })

  it('is gone for good once it is discarded or applied', () => {
    open(stored(3))
    setTimeoutTo('7s')
    act(() => draft.discard())
    expect(draft.isDirty).toBe(false)
    setTimeoutTo('8s')
    act(() => draft.applied(stored(4, { timeout: '8s' }).policy, 4, draft.text))
    expect(draft).toMatchObject({ isDirty: false, revision: 4, theirs: null })
    expect(window.localStorage.length).toBe(0)
  })
})

it('what is written while an edit is being applied stays, on top of it', () => {
  open(stored(3))
  setTimeoutTo('7s')
  const applied = draft.text
  setTimeoutTo('8s')
  act(() => draft.applied(stored(4, { timeout: '7s' }).policy, 4, applied))
  expect(draft).toMatchObject({ isDirty: true, revision: 4, theirs: null })
  expect(draft.policy?.rules[0]?.timeout).toBe('8s')
})

it('an edit that was committed elsewhere is none any more', () => {
  open(stored(3))
  setTimeoutTo('7s')
  show(stored(4, { timeout: '7s' }))
  expect(draft).toMatchObject({ isDirty: false, revision: 4, theirs: null })
})

describe('comments, which nobody stores', () => {
  const commented = () => `# why it is so\n${draft.text}`

  it('are told of, and stay with the text after it was applied, over somebody else’s edit and over a visit', () => {
    open(stored(3))
    expect(draft.hasComments).toBe(false)
    act(() => draft.setText(commented()))
    expect(draft).toMatchObject({ hasComments: true, isDirty: true })
    setTimeoutTo('7s')
    expect(draft.text).toContain('# why it is so')
    act(() => draft.applied(stored(4, { timeout: '7s' }).policy, 4, draft.text))
    expect(draft).toMatchObject({ revision: 4, theirs: null })
    expect(draft.text).toContain('# why it is so')
    show(stored(5, { timeout: '9s' }))
    expect(draft).toMatchObject({ revision: 5, theirs: null })
    expect(draft.text).toMatch(/^# why it is so\n[\s\S]*timeout: 9s/)
    act(unmount)
    open(stored(5, { timeout: '9s' }))
    expect(draft.text).toContain('# why it is so')
    act(() => draft.discard())
    expect(draft).toMatchObject({ isDirty: false, hasComments: false })
  })
})

it('an edit that this browser cannot keep says so', () => {
  open(stored(3))
  expect(draft.isKept).toBe(true)
  act(() => draft.setText(`# ${'x'.repeat(2_000_001)}`))
  expect(draft.isKept).toBe(false)
  act(() => draft.discard())
  expect(draft.isKept).toBe(true)
})

describe('somebody else’s edit', () => {
  it('is taken where nothing is edited here', () => {
    open(stored(3))
    show(stored(4, { timeout: '1s' }))
    expect(draft).toMatchObject({ revision: 4, isDirty: false, theirs: null })
    expect(draft.text).toContain('timeout: 1s')
  })

  it('waits for a word where something is, and nothing of the draft is touched', () => {
    open(stored(3))
    setTimeoutTo('7s')
    show(stored(4, { timeout: '1s' }))
    expect(draft).toMatchObject({ revision: 3, isDirty: true, theirs: { revision: 4 } })
    expect(draft.text).toContain('timeout: 7s')
  })

  it('goes unnoticed where the document is what it was', () => {
    open(stored(3))
    setTimeoutTo('7s')
    show(stored(5))
    expect(draft).toMatchObject({ revision: 5, isDirty: true, theirs: null })
  })

  it('stays beneath one’s own, which stands where both changed one part', () => {
    open(stored(3))
    act(() => draft.setText(`# mine\n${draft.text}`))
    setTimeoutTo('7s')
    show(stored(4, { timeout: '1s', mirror: { version: 'v2', percent: 5 } }))
    act(() => draft.rebase())
    expect(draft).toMatchObject({ revision: 4, isDirty: true, theirs: null })
    expect(draft.policy?.rules[0]).toMatchObject({ timeout: '7s', mirror: { version: 'v2', percent: 5 } })
    expect(draft.text).toContain('# mine')
  })
})

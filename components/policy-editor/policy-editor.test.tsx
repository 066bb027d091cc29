// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { diffPolicy } from '@/lib/routing/diff-policy'
import { shopMesh } from '@/lib/testing/shop-mesh'
import { PolicyEditorView } from './policy-editor-view'

// It needs a page that is laid out; the journeys have one.
vi.mock('./yaml-editor', () => ({
  YamlEditor: ({ text, onChange }: { text: string; onChange: (text: string) => void }) => (
    <textarea aria-label="YAML" value={text} onChange={(event) => onChange(event.target.value)} />
  ),
}))

const service = 'shop/reviews'
const backends = [{ version: 'v1', weight: 100 }]
const policy = (timeout?: string) => ({ service, rules: [{ name: 'default', backends, ...(timeout && { timeout }) }] })
type Answers = {
  folder: string | null
  stored: { policy: ReturnType<typeof policy>; revision: number }
  plan: 'good' | 'refused' | Promise<void>
  apply: 'too late' | 'lost' | 'invalid'
}
let answers: Answers
let unmount = () => {}

beforeAll(() => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }))
beforeEach(() => {
  answers = { folder: null, stored: { policy: policy(), revision: 3 }, plan: 'good', apply: 'too late' }
})
afterEach(() => {
  act(unmount)
  document.body.replaceChildren()
  window.localStorage.clear()
  vi.unstubAllGlobals()
})

const failed = (status: number, code: string, message: string, details: unknown = {}) =>
  Response.json({ error: { code, message, details, requestId: 'r1' } }, { status })

/** The page's own origin has no server here, so only fetch is taken over. */
async function answer(path: string, init?: RequestInit): Promise<Response> {
  const body = init?.body ? JSON.parse(String(init.body)) : null
  if (path === '/api/v1/mesh') return Response.json(shopMesh)
  if (path === '/api/v1/plans') {
    const { plan } = answers
    answers.plan = plan instanceof Promise ? 'good' : plan
    await plan
    if (plan === 'refused') return failed(422, 'rejected', 'the mesh has changed: there is no version v1')
    return Response.json({
      service,
      baseRevision: body.baseRevision,
      before: answers.stored.policy,
      after: body.policy,
      sentences: [`The timeout is ${body.policy.rules[0].timeout}.`],
      diff: diffPolicy(answers.stored.policy, body.policy),
      resources: [],
      proxies: [{ id: 'frontend-1', service: 'shop/frontend', why: 'it calls' }],
      requestsPerSecond: 4,
      warnings: [],
      notes: [],
      at: '2026-11-25T10:00:00.000Z',
    })
  }
  if (init?.method === 'PUT') {
    if (answers.apply === 'lost') throw new TypeError('Failed to fetch')
    if (answers.apply === 'invalid') return failed(422, 'rejected', 'there is no version v1')
    answers.stored = { policy: policy('1s'), revision: 4 }
    return failed(409, 'conflict', 'shop/reviews is at revision 4 now', { revision: 4 })
  }
  if (path.startsWith('/api/v1/policies/'))
    return Response.json({ ...answers.stored, overlays: [], capabilities: [], folder: answers.folder })
  if (path.startsWith('/api/v1/changes')) return Response.json({ changes: [] })
  return failed(404, 'not_found', 'not here')
}

async function show(): Promise<void> {
  vi.stubGlobal('fetch', answer)
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  unmount = () => root.unmount()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await act(async () =>
    root.render(
      <NuqsTestingAdapter searchParams="?rule=default">
        <QueryClientProvider client={client}>
          <TooltipProvider>
            <PolicyEditorView service={service} />
          </TooltipProvider>
        </QueryClientProvider>
      </NuqsTestingAdapter>,
    ),
  )
  await seen('All requests go to v1.')
}

const page = (): string => document.body.textContent ?? ''
/** React draws between two looks, not while one waits. */
const until = async (check: () => void): Promise<void> => {
  const deadline = Date.now() + 10_000
  for (;;) {
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)))
    try {
      return check()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}
const seen = (text: string) => until(() => expect(page()).toContain(text))
const button = (name: RegExp): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((each) =>
    name.test(each.getAttribute('aria-label') ?? each.textContent ?? ''),
  )
  if (!found) throw new Error(`there is no button ${name}: ${page()}`)
  return found
}
const press = (name: RegExp) => act(async () => button(name).click())

async function type(label: string, text: string): Promise<void> {
  const id = [...document.querySelectorAll('label')].find((each) => each.textContent === label)?.htmlFor
  const input = document.getElementById(id ?? '')
  if (!(input instanceof HTMLInputElement)) throw new Error(`there is no field ${label}`)
  await act(async () => {
    // React listens to the element's own setter.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

async function editTimeout(): Promise<void> {
  await press(/^timeout$/)
  await type('Timeout of the whole request, with its retries', '7s')
}

describe('the policy editor', () => {
  it('where a watched folder is the source of truth plans as ever, shows the patch, and says why nothing is applied from here', async () => {
    answers.folder = '/etc/mesh'
    await show()
    await editTimeout()
    await seen('The timeout is 7s.')
    expect(page()).toContain('+    timeout: 7s')
    expect(page()).toContain('--- a/policies/shop/reviews.yaml')
    await type('Reason', 'slower')
    expect(button(/^Apply/).textContent).toContain('not possible: The policy folder is the source of truth: commit the patch there')
  })

  it('says in the API’s words why there is no plan, and keeps the edit', async () => {
    answers.plan = 'refused'
    await show()
    await editTimeout()
    await seen('the mesh has changed: there is no version v1')
    expect(button(/^Apply/).textContent).toContain('There is no plan for this')
    expect(document.querySelector('textarea')?.value).toContain('timeout: 7s')
  })

  it('drops the answer to a text that was changed since', async () => {
    let answerFirst = () => {}
    answers.plan = new Promise((resolve) => (answerFirst = resolve))
    await show()
    await editTimeout()
    await until(() => expect(answers.plan).toBe('good'))
    await type('Timeout of the whole request, with its retries', '8s')
    await seen('The timeout is 8s.')
    answerFirst()
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)))
    expect(page()).toContain('The timeout is 8s.')
    expect(page()).not.toContain('The timeout is 7s.')
  })

  it('shows what is wrong instead of a plan, at its field, its line and its place', async () => {
    await show()
    await editTimeout()
    await type('Timeout of the whole request, with its retries', '7 seconds')
    await seen('One thing is wrong')
    expect(page()).toContain('line 6rules[0].timeout a duration is a number with ms, s, m or h, e.g. 3s')
    expect(document.querySelector('input[aria-invalid="true"]')).toHaveProperty('value', '7 seconds')
  })

  it('brings up the other edit where somebody was quicker, and applies nothing', async () => {
    await show()
    await editTimeout()
    await seen('The timeout is 7s.')
    await type('Reason', 'slower')
    await until(() => expect(button(/^Apply/).textContent).toBe('Apply to 1 proxy'))
    await press(/^Apply to 1 proxy$/)
    await seen('it is revision 4 now, your edit is based on 3')
    expect(page()).toContain('Both edits changed the same part')
    await press(/^Keep mine on top of theirs$/)
    await seen('Your edit of revision 4')
    expect(document.querySelector('textarea')?.value).toContain('timeout: 7s')
  })

  it.each([
    ['lost', 'It is not known whether this was done', 'It was not applied'],
    ['invalid', 'It was not applied', 'not known'],
  ] as const)('says of an apply whose answer is %s no more than is known', async (apply, said, unsaid) => {
    answers.apply = apply
    await show()
    await editTimeout()
    await seen('The timeout is 7s.')
    await type('Reason', 'slower')
    await until(() => expect(button(/^Apply/).textContent).toBe('Apply to 1 proxy'))
    await press(/^Apply to 1 proxy$/)
    await seen(said)
    expect(page()).not.toContain(unsaid)
    expect(page().includes('Nothing was changed.')).toBe(apply === 'invalid')
    expect(page()).toContain('Your edit is kept.')
  })
})

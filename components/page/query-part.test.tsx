// @vitest-environment happy-dom
import { notifyManager, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ApiError } from '@/lib/api/client'
import { QueryPart } from './query-part'

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  // Observers are told at once, not in a task of their own: what is shown after a call is what the page shows.
  notifyManager.setScheduler((tell) => tell())
})

function Page({ ask }: { ask: () => Promise<string> }) {
  const query = useQuery({ queryKey: ['thing'], queryFn: ask })
  return (
    <QueryPart query={query} what="The thing" skeleton={<p>skeleton</p>} missing={<p>no such thing</p>}>
      {(value) => <p>{value}</p>}
    </QueryPart>
  )
}

/** Waits, with a deadline, until the page shows the text. */
async function shows(box: HTMLElement, text: string): Promise<void> {
  const deadline = Date.now() + 5000
  while (!box.textContent?.includes(text)) {
    if (Date.now() > deadline) throw new Error(`the page shows ${box.textContent}, not ${text}`)
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)))
  }
}

/** Answers come one by one, when the test gives them. */
function startPage() {
  const waiting: { resolve: (value: string) => void; reject: (error: Error) => void }[] = []
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const ask = () => new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
  const box = document.body.appendChild(document.createElement('div'))
  act(() =>
    createRoot(box).render(
      <TooltipProvider>
        <QueryClientProvider client={client}>
          <Page ask={ask} />
        </QueryClientProvider>
      </TooltipProvider>,
    ),
  )
  const answer = async (give: (call: (typeof waiting)[number]) => void, text: string) => {
    const call = waiting.shift()
    if (!call) throw new Error('nothing was asked')
    give(call)
    await shows(box, text)
  }
  const askAgain = async () => {
    await act(async () => void client.invalidateQueries())
    expect(waiting).toHaveLength(1)
  }
  return { box, answer, askAgain }
}

const failure = new ApiError('internal', 500, 'the database did not answer', undefined, 'req_7')

describe('a part of a page', () => {
  it('shows the error with its request id, and does not blink back to a skeleton while it is tried again', async () => {
    const { box, answer, askAgain } = startPage()
    expect(box.textContent).toBe('skeleton')
    await answer((call) => call.reject(failure), 'the database did not answer')
    expect(box.textContent).toContain('req_7')
    await askAgain()
    expect(box.textContent).toContain('the database did not answer')
    await answer((call) => call.resolve('forty-two'), 'forty-two')
    expect(box.textContent).toBe('forty-two')
  })
  it('keeps the last answer, marked stale, when the next one fails', async () => {
    const { box, answer, askAgain } = startPage()
    await answer((call) => call.resolve('forty-two'), 'forty-two')
    await askAgain()
    await answer((call) => call.reject(failure), 'Stale')
    expect(box.textContent).toContain('forty-two')
  })
  it('says that there is no such thing instead of an error', async () => {
    const { answer } = startPage()
    await answer((call) => call.reject(new ApiError('not_found', 404, 'no')), 'no such thing')
  })
})

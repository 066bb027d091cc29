import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '@/lib/store/store'
import { openTestStore, temporaryFolder } from '@/lib/testing/temporary-store'
import { waitFor } from '@/lib/testing/wait-for'
import { WebhookLoop } from './webhook-loop'

type Received = { headers: IncomingMessage['headers']; body: string }
const secret = 'a secret of more than sixteen letters'
const stops: (() => Promise<void> | void)[] = []
let store: Store
let now = 1_000_000
let said: string[]

beforeEach(async () => {
  const { folder, remove } = temporaryFolder()
  stops.push(remove)
  store = await openTestStore(folder)
  stops.push(store.close)
  said = []
  now = 1_000_000
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** A hook that answers with these statuses, one after the other; null: it hangs. */
async function startHook(statuses: (number | null)[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      const status = statuses.shift() ?? null
      if (status !== null) response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook?key=1`, received }
}

const loopFor = (...urls: string[]): WebhookLoop => {
  const tell = (fields: object, message: string): void => void said.push(`${message} ${JSON.stringify(fields)}`)
  return new WebhookLoop(
    { store, log: { info: tell, warn: tell, error: tell }, now: () => now },
    urls.map((url) => ({ url, secret })),
  )
}
const never = new AbortController().signal

describe('webhooks', () => {
  it('are called with a body whose signature the secret proves, once where that was taken', async () => {
    const { url, received } = await startHook([200])
    await store.steer.webhooks.add(url, '{"text":"hello"}', now)
    const loop = loopFor(url)
    await loop.round(now, never)
    await loop.round(now + 60_000, never)
    expect(received.map(({ body }) => body)).toEqual(['{"text":"hello"}'])
    const signed = createHmac('sha256', secret).update(`${now}.{"text":"hello"}`).digest('hex')
    expect(received[0]?.headers['x-outrider-signature']).toBe(`t=${now},v1=${signed}`)
    expect(said).toEqual([])
  })

  it('are tried again, ever later, until they are taken, also over a restart', async () => {
    const { url, received } = await startHook([500, 302, 204])
    await store.steer.webhooks.add(url, '{}', now)
    await loopFor(url).round(now, never)
    await loopFor(url).round(now + 500, never)
    expect(received).toHaveLength(1)
    now += 1_000
    await loopFor(url).round(now, never)
    now += 1_000
    await loopFor(url).round(now, never)
    expect(received).toHaveLength(2)
    now += 1_000
    await loopFor(url).round(now, never)
    expect(received).toHaveLength(3)
    expect(await store.steer.webhooks.due(now + 1e9, 10)).toEqual([])
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('it answered 500')
    expect(said[0]).not.toContain('key=1')
  })

  it('that hang are left after 5 s, and given up after a day', async () => {
    const { url, received } = await startHook([null])
    await store.steer.webhooks.add(url, '{}', now)
    const round = loopFor(url).round(now, never)
    await waitFor('the call', () => received.length === 1)
    await round
    expect(said[0]).toContain('no answer within 5 s')
    now += 86_400_001
    await loopFor('http://127.0.0.1:9/').round(now, never)
    expect(said.at(-1)).toContain('a webhook call was given up')
    expect(await store.steer.webhooks.due(now + 1e9, 10)).toEqual([])
  }, 20_000)

  it('that hang hold up no other hook, and are not called twice at once', async () => {
    const [hanging, good] = [await startHook([]), await startHook([200, 200])]
    const loop = loopFor(hanging.url, good.url)
    for (let call = 0; call < 30; call++) await store.steer.webhooks.add(hanging.url, '{}', now)
    await store.steer.webhooks.add(good.url, '{"text":"first"}', now + 1)
    const abort = new AbortController()
    stops.push(() => abort.abort())
    await loop.begin(now + 1, abort.signal)
    await waitFor('the other hook', () => good.received.length === 1 && hanging.received.length === 20)
    await store.steer.webhooks.add(good.url, '{"text":"second"}', now + 2)
    await waitFor('the first one taken', async () => (await store.steer.webhooks.waiting(good.url)) === 1)
    await loop.begin(now + 2, abort.signal)
    await waitFor('it again', () => good.received.length === 2)
    expect(hanging.received).toHaveLength(20)
  })

  it('are told first what they were never told, whatever else has failed before', async () => {
    const { url, received } = await startHook([200])
    for (let call = 0; call < 25; call++) await store.steer.webhooks.add(url, '{}', now)
    for (const { id } of await store.steer.webhooks.due(now, 100)) await store.steer.webhooks.retry(id, 1, now + 1)
    await store.steer.webhooks.add(url, '{"text":"rolled back"}', now + 60_000)
    const round = loopFor(url).round(now + 60_000, never)
    await waitFor('the calls', () => received.length === 20)
    expect(received.map(({ body }) => body)).toContain('{"text":"rolled back"}')
    await round
  }, 20_000)
})

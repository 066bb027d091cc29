import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { provideContext } from '@/lib/http/context'
import type { WebContext } from '@/lib/http/web-context'
import { loadRoutes, type ServedApi, serveApi } from './serve-api'
import { type TestContext, testContext } from './web-context'

/** What the test that runs now is served. */
export type Served = { readonly url: string; readonly web: WebContext; readonly folder: string }

/** Serves the whole API to a file of tests, to each of them with a web half on a store of its own. A test after which something is logged as an error fails. */
export function serveEachTest(changes: Partial<WebContext> = {}): Served {
  let api: ServedApi
  let context: TestContext
  beforeAll(async () => {
    api = await serveApi(await loadRoutes(fileURLToPath(new URL('../..', import.meta.url))))
  })
  afterAll(() => api.close())
  beforeEach(async () => {
    context = await testContext(changes)
    provideContext(context.web)
  })
  afterEach(async () => {
    expect(context.errors).toEqual([])
    await context.close()
  })
  return {
    get url() {
      return api.url
    },
    get web() {
      return context.web
    },
    get folder() {
      return context.folder
    },
  }
}

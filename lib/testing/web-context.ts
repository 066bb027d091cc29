import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { driver } from '@/lib/control-plane/driver'
import type { WebContext } from '@/lib/http/web-context'
import { newId } from '@/lib/ids'
import { openStore } from '@/lib/store/open-store'

export type TestContext = { web: WebContext; folder: string; errors: object[]; close(): Promise<void> }
const hour = 3_600_000

/** A web half on a real store in a folder of its own. `errors` holds what it would have logged as errors. */
export async function testContext(changes: Partial<WebContext> = {}): Promise<TestContext> {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-web-'))
  const errors: object[] = []
  const log = { info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  const now = changes.now ?? Date.now
  const retention = { rawMs: 6 * hour, minuteMs: 360 * hour, quarterMs: 8760 * hour, maxBytes: 1e9 }
  const store = await openStore({ folder, role: 'both', retention, now, log })
  const web: WebContext = {
    store,
    driver,
    staticProxies: [],
    scrapeIntervalMs: 5000,
    now,
    newId: () => newId(now(), Math.random),
    access: { listenHost: '127.0.0.1', allowedHosts: ['mesh.example'], token: null },
    log,
    checkAnswers: true,
    ...changes,
  }
  return {
    web,
    folder,
    errors,
    close: async () => {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

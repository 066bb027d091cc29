import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toHistogram } from '@/lib/metrics/to-histogram'
import { type StoreChild, startStoreChild } from '@/lib/testing/start-store-child'
import { openTestStore, samplePolicy, sampleWindow, temporaryFolder } from '@/lib/testing/temporary-store'
import type { Store } from './store'

const place = { folder: '', remove: () => {} }
const children: StoreChild[] = []
beforeEach(() => {
  Object.assign(place, temporaryFolder())
})
afterEach(async () => {
  await Promise.all(children.splice(0).map((one) => one.kill()))
  place.remove()
})

function startChild(role: string, mode: string): StoreChild {
  const started = startStoreChild(place.folder, role, mode)
  children.push(started)
  return started
}

describe('kill -9 in mid-write', () => {
  it('loses no acknowledged edit and leaves no half of one, over 5 rounds', async () => {
    for (let round = 0; round < 5; round++) {
      const { kill, lines } = startChild('both', 'write')
      await vi.waitFor(() => expect(lines().length).toBeGreaterThan(20 + round * 7), 40_000)
      await kill()
      expect(lines().filter((line) => line.startsWith('stderr'))).toEqual([])
      const acknowledged = Number(lines().at(-1))
      const store = await openTestStore(place.folder)
      const stored = (await store.steer.policies.get('shop/reviews'))?.revision ?? 0
      expect(stored).toBeGreaterThanOrEqual(acknowledged)
      expect(stored).toBeLessThanOrEqual(acknowledged + 1)
      expect(await store.steer.revision()).toBe(stored)
      await store.close()
      const db = new Database(join(place.folder, 'steer.db'), { readonly: true })
      expect(db.prepare('SELECT count(*) AS n FROM audit').get()).toEqual({ n: stored })
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      db.close()
    }
  }, 180_000)

  it('loses no flushed window and counts none twice, over 3 rounds', async () => {
    let first: number | null = null
    for (let round = 0; round < 3; round++) {
      const { kill, lines } = startChild('both', 'measure')
      await vi.waitFor(() => expect(lines().length).toBeGreaterThan(150 + round * 31), 40_000)
      await kill()
      expect(lines().filter((line) => line.startsWith('stderr'))).toEqual([])
      first ??= Number(lines()[1]) - 1_000
      const acknowledged = (Number(lines().at(-1)) - first) / 1_000
      const store = await openTestStore(place.folder)
      const [total] = store.series.totals(first - 60_000, Date.now() + 60_000)
      expect(total?.counts.requests).toBe(total && toHistogram(total.latency)[0]?.[2])
      expect(total?.counts.requests).toBe(((store.series.newest() ?? 0) - first) / 1_000)
      expect(total?.counts.requests).toBeGreaterThanOrEqual(acknowledged)
      expect(total?.counts.requests).toBeLessThanOrEqual(acknowledged + 1)
      await store.close()
    }
  }, 180_000)
})

/** A small disk of its own, where the machine allows one to be mounted. */
function mountSmallDisk(megabytes: number): (() => void) | null {
  const target = join(place.folder, 'disk')
  mkdirSync(target)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', target], { stdio: 'ignore' })
    return () => execFileSync('umount', ['-l', target])
  } catch {
    return null
  }
}

describe('a disk in trouble', () => {
  it('that is full refuses edits in words, applies no half of one, still reads, and recovers', async (context) => {
    const unmount = mountSmallDisk(4)
    if (!unmount) return context.skip('mounting a small disk needs root')
    try {
      const folder = join(place.folder, 'disk')
      const store = await openTestStore(folder)
      await store.steer.policies.replace(samplePolicy(90), 0)
      expect(await store.health()).toBeNull()
      fillDisk(join(folder, 'ballast'))
      const bulky = {
        ...samplePolicy(50),
        rules: Array.from({ length: 3_000 }, (_, i) => ({ name: `rule-${i}`, backends: [{ version: 'v1', weight: 100 }] })),
      }
      const edit = store.steer.transaction(async (tx) => {
        await tx.raiseRevision()
        await tx.policies.replace(bulky, 1)
      })
      await expect(edit).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/full/) })
      expect(await store.steer.policies.get('shop/reviews')).toEqual({ policy: samplePolicy(90), revision: 1 })
      expect(await store.steer.revision()).toBe(0)
      writeWindow(store, Date.now())
      expect(await store.health()).toMatch(/free|full/)
      execFileSync('rm', [join(folder, 'ballast')])
      await store.steer.policies.replace(samplePolicy(50), 1)
      writeWindow(store, Date.now())
      expect(await store.health()).toBeNull()
      await store.close()
    } finally {
      unmount()
    }
  })

  it('that is read-only is refused at the start, in words', async (context) => {
    const unmount = mountSmallDisk(4)
    if (!unmount) {
      if (process.getuid?.() === 0) return context.skip('neither a mount nor a mode keeps root from writing')
      chmodSync(place.folder, 0o500)
      await expect(openTestStore(place.folder)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('cannot be written'),
      })
      chmodSync(place.folder, 0o700)
      return
    }
    try {
      const folder = join(place.folder, 'disk')
      await (await openTestStore(folder)).close()
      execFileSync('mount', ['-o', 'remount,ro', folder])
      await expect(openTestStore(folder)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('cannot be written'),
      })
    } finally {
      unmount()
    }
  })

  it('is named when the folder is a file', async () => {
    const file = join(place.folder, 'file')
    writeFileSync(file, '')
    await expect(openTestStore(file)).rejects.toMatchObject({ code: 'unavailable' })
    expect(existsSync(file)).toBe(true)
  })
})

function fillDisk(file: string): void {
  const block = Buffer.alloc(65_536)
  try {
    for (;;) appendFileSync(file, block)
  } catch {
    // Full: that was the aim.
  }
}

function writeWindow(store: Store, now: number): void {
  store.series.append([sampleWindow(1, now - 5_000, now, 1)])
  store.series.flush()
}

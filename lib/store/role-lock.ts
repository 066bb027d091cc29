import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '@/lib/errors'

export type Role = 'web' | 'runtime' | 'both'
const retryForMs = 1_500

/**
 * One web half and one runtime per data folder. The lock is an exclusive SQLite transaction on a tiny file, held as long as the process lives: the
 * kernel gives it back however the process ends, so there are no stale locks. The process id beside it only names the holder.
 * Waits up to 1.5 s for a holder that is just ending, then throws `unavailable` and names it.
 */
export async function lockRole(folder: string, role: Role): Promise<() => void> {
  const releases: (() => void)[] = []
  for (const half of role === 'both' ? (['web', 'runtime'] as const) : [role]) {
    try {
      releases.push(await lockHalf(folder, half))
    } catch (error) {
      for (const release of releases) release()
      throw error
    }
  }
  return () => {
    for (const release of releases) release()
  }
}

async function lockHalf(folder: string, half: 'web' | 'runtime'): Promise<() => void> {
  const deadline = performance.now() + retryForMs
  for (;;) {
    const lock = new Database(join(folder, `${half}.lock`), { timeout: 0 })
    try {
      lock.exec('BEGIN EXCLUSIVE')
      writeFileSync(join(folder, `${half}.pid`), `${process.pid}\n`)
      return () => lock.close()
    } catch (error) {
      lock.close()
      if (!isBusy(error)) throw error
      if (performance.now() >= deadline) throw new AppError('unavailable', takenMessage(folder, half))
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function takenMessage(folder: string, half: 'web' | 'runtime'): string {
  let holder = ''
  try {
    holder = ` (pid ${readFileSync(join(folder, `${half}.pid`), 'utf8').trim()})`
  } catch {
    // The name is a courtesy; the lock itself says that somebody is there.
  }
  const what = half === 'web' ? 'another Outrider' : 'another Outrider runtime'
  return `${what}${holder} already runs on this data folder: ${folder}. Stop it, or give this one a folder of its own (database: in the configuration).`
}

const isBusy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')

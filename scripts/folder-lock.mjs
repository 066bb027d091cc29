import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Runs `work` while no other process that asked for the same lock file runs its own. A lock whose owner is dead is taken over. */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true })
  let isAnnounced = false
  while (!tryLock(file)) {
    const owner = ownerOf(file)
    if (owner !== null && !isAlive(owner)) rmSync(file, { force: true })
    else {
      if (!isAnnounced) console.log(`Waiting for process ${owner ?? '(starting)'}, which is doing the same…`)
      isAnnounced = true
      await wait(300)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function ownerOf(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

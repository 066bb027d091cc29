import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@/lib/errors'
import { storeProblem } from './store-problem'

const megabyte = 1024 * 1024
/** Below this much free space time series are no longer written, so that edits, and deletions that make room, still can be. */
const freeSpaceFloorBytes = 64 * megabyte

/** Makes the folder where it is missing; throws `unavailable` with the reason where it cannot be made or written. */
export function prepareFolder(folder: string): string {
  const absolute = resolve(folder)
  try {
    makeFolder(absolute, absolute)
    accessSync(absolute, constants.W_OK)
  } catch (error) {
    throw error instanceof AppError
      ? error
      : new AppError('unavailable', storeProblem(error, absolute) ?? `the data folder ${absolute} cannot be used: ${String(error)}`)
  }
  return absolute
}

// Node's own `recursive` never comes back where a file system refuses folders by saying that their parent is missing, as /proc does.
function makeFolder(folder: string, wanted: string): void {
  const found = existsSync(folder) ? statSync(folder) : null
  if (found?.isDirectory()) return
  if (found) throw new AppError('unavailable', `the data folder ${wanted} cannot be made: ${folder} is a file`)
  const parent = dirname(folder)
  makeFolder(parent, wanted)
  try {
    mkdirSync(folder, { mode: 0o750 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) === 'ENOENT')
      throw new AppError(
        'unavailable',
        `the data folder ${wanted} cannot be made: no folder can be made in ${parent}; choose another one (database: in the configuration)`,
      )
    throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

/** A sentence when the folder has become read-only or its disk is nearly full, else null. Costs two system calls. */
export function folderProblem(folder: string): string | null {
  try {
    accessSync(folder, constants.W_OK)
    const disk = statfsSync(folder)
    // A disk that is smaller than four floors is a test's or a toy's: there the floor is a quarter of it.
    const floor = Math.min(freeSpaceFloorBytes, (disk.blocks * disk.bsize) / 4)
    const free = disk.bavail * disk.bsize
    if (free >= floor) return null
    return `only ${Math.floor(free / megabyte)} MB are free on the disk of the data folder ${folder}: measurements are no longer stored until there is room`
  } catch (error) {
    return storeProblem(error, folder) ?? `the data folder ${folder} cannot be reached: ${String(error)}`
  }
}

/** Finds the committed migrations beside the working directory or this module, also in a bundle or a standalone build. */
export function findMigrations(): string {
  for (const start of [process.cwd(), dirname(fileURLToPath(import.meta.url))]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const candidate = join(folder, 'prisma', 'sqlite', 'migrations')
      if (existsSync(candidate)) return candidate
      if (dirname(folder) === folder) break
    }
  }
  throw new AppError('internal', 'prisma/sqlite/migrations was not found beside the program: the build is incomplete')
}

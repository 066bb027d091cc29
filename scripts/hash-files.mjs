import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** sha256 over names and contents of files and folders, in sorted order; what is missing is skipped. `isWanted` sees each file's path. */
export function hashFiles(paths, isWanted = () => true) {
  const hash = createHash('sha256')
  for (const path of paths) if (existsSync(path)) addPath(hash, path, isWanted)
  return hash.digest('hex')
}

function addPath(hash, path, isWanted) {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) addPath(hash, join(path, name), isWanted)
  } else if (isWanted(path)) {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0')
  }
}

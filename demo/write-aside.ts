import { renameSync, writeFileSync } from 'node:fs'

/** Writes beside and renames, so that a reader never meets half a file. Only the owner may read it. */
export function writeAside(file: string, text: string): void {
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, text, { mode: 0o600 })
  renameSync(beside, file)
}

import { AppError } from '@/lib/errors'

const sentences: [RegExp, (folder: string) => string][] = [
  [
    /SQLITE_FULL|database or disk is full|ENOSPC/i,
    (folder) => `the disk of the data folder ${folder} is full: nothing was changed; free some space`,
  ],
  [
    /SQLITE_READONLY|readonly database|EROFS|EACCES|EPERM|SQLITE_CANTOPEN|unable to open database/i,
    (folder) => `the data folder ${folder} cannot be written: nothing was changed; check its owner, its mode and its mount`,
  ],
  [
    /SQLITE_BUSY|SocketTimeout|database is locked|operation has timed out|socket timeout/i,
    (folder) => `the database in ${folder} is locked by another process: nothing was changed; try again`,
  ],
  [/SQLITE_CORRUPT|malformed|SQLITE_NOTADB|not a database/i, (folder) => `the database in ${folder} is damaged: restore a backup`],
  [/SQLITE_IOERR|disk I\/O error/i, (folder) => `the disk of the data folder ${folder} answers with errors: nothing was changed`],
]

/** The sentence for a person about trouble that the disk or the folder causes; null for any other error. */
export function storeProblem(error: unknown, folder: string): string | null {
  const text = wordsOf(error)
  return sentences.find(([pattern]) => pattern.test(text))?.[1](folder) ?? null
}

/** Maps trouble of disk or folder to `unavailable`; every other error passes unchanged. */
export function toStoreError(error: unknown, folder: string): unknown {
  if (error instanceof AppError) return error
  const problem = storeProblem(error, folder)
  return problem ? new AppError('unavailable', problem) : error
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const meta = 'meta' in error ? JSON.stringify(error.meta) : ''
  return `${code} ${error.message} ${meta} ${error.cause ? wordsOf(error.cause) : ''}`
}

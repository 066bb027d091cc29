import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A browser of the machine; without one Playwright's own is taken. */
export function findBrowser(): { executablePath?: string } {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const paths = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  const found = process.env.TEST_CHROMIUM ?? paths.find(isProgram)
  return found ? { executablePath: found } : {}
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

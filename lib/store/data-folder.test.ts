import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { prepareFolder } from './data-folder'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-folder-'))
  folders.push(folder)
  return folder
}

describe('a data folder', () => {
  it('is made with the folders above it, for its owner and group alone', () => {
    const folder = join(temporary(), 'a', 'b')
    expect(prepareFolder(folder)).toBe(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o750)
    expect(prepareFolder(folder)).toBe(folder)
  })

  it('is refused where a file stands in its way, with the file named', () => {
    const file = join(temporary(), 'file')
    writeFileSync(file, '')
    expect(() => prepareFolder(join(file, 'data'))).toThrow(`${file} is a file`)
    expect(() => prepareFolder(file)).toThrow(`${file} is a file`)
  })

  it.skipIf(process.platform !== 'linux')(
    'is refused in a file system that holds no folders, instead of being tried for ever',
    async () => {
      // In a process of its own: what this is about is a loop that nothing but a kill ends.
      const script = `import('${join(import.meta.dirname, 'data-folder.ts')}').then(({ prepareFolder }) => prepareFolder('/proc/nothing/here'))`
      const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--eval', script], { timeout: 15_000, killSignal: 'SIGKILL' })
      await expect(run).rejects.toMatchObject({
        killed: false,
        stderr: expect.stringContaining('the data folder /proc/nothing/here cannot be made: no folder can be made in /proc'),
      })
    },
  )
})

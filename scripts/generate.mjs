import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Writes the database client from the schema, offline; does nothing when it is up to date.
const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = `${root}.cache/prisma-client.sha256`
const stamp = createHash('sha256')
for (const file of ['prisma/sqlite/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'])
  stamp.update(readFileSync(root + file))
const wanted = stamp.digest('hex')
const isFresh = existsSync(`${root}lib/store/generated/client.ts`) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
if (!isFresh) {
  const run = spawnSync(process.execPath, [`${root}node_modules/prisma/build/index.js`, 'generate', '--no-hints'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
  })
  if (run.status !== 0) {
    process.stderr.write(run.stdout + run.stderr)
    process.exit(run.status ?? 1)
  }
  mkdirSync(`${root}.cache`, { recursive: true })
  writeFileSync(stampFile, wanted)
}

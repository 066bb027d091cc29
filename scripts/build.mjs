import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'
import { withLock } from './folder-lock.mjs'
import { hashFiles } from './hash-files.mjs'
import { runChild } from './run-child.mjs'
import { setup } from './setup.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, '.cache', 'build.sha256')
const sources = [
  'app',
  'components',
  'lib',
  'public',
  'prisma',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.mjs',
  'package.json',
  'package-lock.json',
  'postcss.config.mjs',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
]
const isSource = (path) => !/[.]test[.]tsx?$|\/testdata\/|\/testing\/|[.]DS_Store$/.test(path)

/** The standalone server and the worker's bundle, built anew only when a source changed. Set-up is done first. Ends the process when the build fails. */
export async function build() {
  await setup()
  process.chdir(root)
  await withLock(join(root, '.cache', 'build.lock'), buildWhenNeeded)
}

async function buildWhenNeeded() {
  const wanted = `${process.versions.node} ${hashFiles(sources, isSource)}`
  const isBuilt = ['.next/standalone/server.js', '.next/standalone/.next/static', 'dist/worker.mjs'].every((path) => existsSync(path))
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Building (next build)…')
  rmSync(stamp, { force: true })
  rmSync('.next/standalone', { recursive: true, force: true })
  const code = await runChild(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  if (code !== 0) {
    console.error('The build failed; its own words are above.')
    process.exit(1)
  }
  if (existsSync('public')) cpSync('public', '.next/standalone/public', { recursive: true })
  cpSync('.next/static', '.next/standalone/.next/static', { recursive: true })
  await bundle('lib/runtime/worker.ts', 'dist/worker.mjs')
  mkdirSync('.cache', { recursive: true })
  writeFileSync(stamp, wanted)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './folder-lock.mjs'
import { hashFiles } from './hash-files.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.outrider-lock')

/** Everything a fresh clone needs before any other command: packages, database client, protocol descriptors. Idempotent, and quick when all is there. */
export async function setup() {
  checkNode()
  process.chdir(root)
  await withLock(join(root, '.cache', 'setup.lock'), () => {
    if (!hasPackages()) {
      console.log('Installing packages (npm ci)…')
      run('npm', ['ci', '--no-audit', '--no-fund'], 'The packages could not be installed')
      writeFileSync(stamp, lockHash())
    }
    run(process.execPath, ['scripts/generate.mjs'], 'The database client could not be generated')
    run(process.execPath, ['scripts/build-descriptors.mjs'], 'The protocol descriptors could not be built')
  })
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Outrider needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

const lockHash = () => hashFiles(['package-lock.json'])

/** Our own stamp tells which lock file is installed; packages that somebody installed by hand count when they are newer than the lock file. */
function hasPackages() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash()
  const installed = 'node_modules/.package-lock.json'
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs
}

function run(command, args, failure) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', cwd: root })
  if (status === 0) return
  console.error(`${failure}: ${command} ${args.join(' ')} ${error ? error.message : `ended with ${status}`}.`)
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup()

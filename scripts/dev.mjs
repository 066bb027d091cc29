import { readConfig } from './read-config.mjs'
import { startChild } from './run-child.mjs'
import { setup } from './setup.mjs'

// Edits do not re-run instrumentation in dev, so the runtime is a process of its own that restarts by itself.
await setup()
const { host, port } = (await readConfig()).listen.http
const env = { ...process.env, OUTRIDER_RUNTIME: 'external', NEXT_TELEMETRY_DISABLED: '1' }
const [, , ...args] = process.argv
const worker = startChild(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'lib/runtime/worker.ts'], {
  env,
})
const web = startChild(process.execPath, ['node_modules/next/dist/bin/next', 'dev', '-H', host, '-p', String(port), ...args], { env })
process.exitCode = await Promise.race([worker.ended, web.ended])
worker.child.kill('SIGTERM')
web.child.kill('SIGTERM')
await Promise.all([worker.ended, web.ended])

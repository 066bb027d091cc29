import { bundle } from './bundle.mjs'
import { runChild } from './run-child.mjs'
import { setup } from './setup.mjs'

// The runtime alone: the web half runs with OUTRIDER_RUNTIME=external on the same data folder.
await setup()
await bundle('lib/runtime/worker.ts', 'dist/worker.mjs')
process.exitCode = await runChild(process.execPath, ['--enable-source-maps', 'dist/worker.mjs', ...process.argv.slice(2)])

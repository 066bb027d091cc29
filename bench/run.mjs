import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from '../scripts/run-child.mjs'
import { setup } from '../scripts/setup.mjs'

const folder = dirname(fileURLToPath(import.meta.url))
const [, , name, ...args] = process.argv
const names = readdirSync(folder)
  .filter((file) => /^[a-z-]+[.]ts$/.test(file))
  .map((file) => file.replace('.ts', ''))

if (!name || !names.includes(name)) {
  if (name) console.error(`There is no benchmark "${name}".`)
  console.log(
    `Usage: npm run bench -- NAME [--json]\n${names.length > 0 ? `Benchmarks: ${names.join(', ')}` : 'There are no benchmarks yet.'}`,
  )
  process.exitCode = name ? 1 : 0
} else {
  await setup()
  // Where memory is measured, the collector is called by hand first. The young heap is that of `npm start`.
  process.exitCode = await runChild(process.execPath, [
    '--expose-gc',
    '--max-semi-space-size=128',
    '--import',
    'tsx',
    join(folder, `${name}.ts`),
    ...args,
  ])
}

import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../scripts/build.mjs'
import { orderDemo } from './demo-order.mjs'
import { provideEnvoy } from './envoy.mjs'

// Only Node's own modules may be imported before set-up: a fresh clone has no packages.
const options = {
  port: { type: 'string', default: '3000' },
  data: { type: 'string', default: '.outrider' },
  rps: { type: 'string', default: '60' },
  simulated: { type: 'boolean', default: false },
  synthetic: { type: 'string' },
  hours: { type: 'string', default: '3' },
  'restart-outrider': { type: 'boolean', default: false },
  'restart-proxy': { type: 'string' },
}
const usage =
  'Usage: npm run demo -- [--port 3000] [--data .outrider] [--rps 60] [--simulated | --synthetic 1000 [--hours 3]] [--restart-outrider] [--restart-proxy ID]'

try {
  const { values } = parseArgs({ options })
  if (values['restart-outrider']) {
    await orderDemo(values.data, { do: 'restart-outrider' })
    console.log('Outrider runs again')
  } else if (values['restart-proxy']) {
    await orderDemo(values.data, { do: 'restart-proxy', id: values['restart-proxy'] })
    console.log(`${values['restart-proxy']} runs again`)
  } else process.exitCode = await run(values)
} catch (error) {
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${usage}` : error.message)
  process.exitCode = 1
}

async function run(values) {
  const port = toNumber(values.port, '--port', 1, 65_535)
  const rps = toNumber(values.rps, '--rps', 0, 10_000)
  const synthetic = values.synthetic === undefined ? null : toNumber(values.synthetic, '--synthetic', 10, 5000)
  const hours = toNumber(values.hours, '--hours', 0, 24)
  // Said before minutes of building; what a killed demo left behind may hold the port, and is ended first.
  if (!existsSync(join(values.data, 'processes.json')) && !(await isFree(port))) throw new Error(portTaken(port))
  await build()
  const none = { path: null, reason: 'asked for with --simulated' }
  const envoy = values.simulated || synthetic !== null ? none : provideEnvoy()
  if (envoy.path) console.log(`Envoy ${envoy.version} (${envoy.path})`)
  else if (synthetic === null)
    console.log(`SIMULATED: ${envoy.reason}. The proxies of this demo are simulated, and marked so on every page.`)
  const { register } = await import('tsx/esm/api')
  register()
  const { main, endFormer } = await import('./main.ts')
  if (!(await endFormer(values.data))) return 1
  if (!(await isFree(port))) throw new Error(portTaken(port))
  return main({ port, rps, data: values.data, envoy: envoy.path, synthetic, hours })
}

function portTaken(port) {
  return `Port ${port} is already taken. Choose another one: npm run demo -- --port 3001 --data .outrider-2`
}

function toNumber(text, name, lowest, highest) {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= lowest && value <= highest) return value
  throw new Error(`${name} is a whole number between ${lowest} and ${highest}, not "${text}"`)
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

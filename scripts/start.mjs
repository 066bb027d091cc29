import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { build } from './build.mjs'
import { readConfig } from './read-config.mjs'
import { runChild } from './run-child.mjs'
import { setup } from './setup.mjs'

// The standalone server works in its own folder, so every path of ours is made absolute here.
const pathVariables = ['OUTRIDER_CONFIG', 'OUTRIDER_DATABASE', 'OUTRIDER_MESH', 'OUTRIDER_TOKEN_FILE']

await setup()
const config = await readConfig()
if (!(await isFree(config.listen.http))) {
  console.error(
    `${config.listen.http.address} is already taken: end what listens there, or choose another address (listen.http, OUTRIDER_LISTEN_HTTP).`,
  )
  process.exit(1)
}
await build()
const env = {
  ...process.env,
  NODE_ENV: 'production',
  HOSTNAME: config.listen.http.host,
  PORT: String(config.listen.http.port),
  OUTRIDER_DATABASE: config.database,
}
for (const name of pathVariables) if (env[name]) env[name] = resolve(env[name])
console.log(`Starting Outrider at http://${config.listen.http.address}`)
process.exitCode = await runChild(process.execPath, ['--enable-source-maps', '--max-semi-space-size=128', '.next/standalone/server.js'], {
  env,
})

function isFree({ host, port }) {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, host, () => server.close(() => done(true)))
  })
}

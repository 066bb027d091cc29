import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findEnvoy } from '@/demo/envoy.mjs'
import { waitFor } from './wait-for'

export type RealEnvoy = {
  /** The text of an admin page; throws on any status but 200. */
  page(path: string): Promise<string>
  post(path: string): Promise<string>
  /** One counter or gauge by its full name; 0 where the page does not have it. */
  stat(name: string): Promise<number>
  log(): string
  stop(): Promise<void>
}

const found = findEnvoy()
export const envoyPath: string | null = found.path
/** For `describe.skipIf`: why there is no Envoy, else null. */
export const noEnvoyReason: string | null = found.path === null ? found.reason : null

/** Starts an Envoy on a rendered bootstrap and waits until its admin page answers. It is not yet configured then. */
export async function startRealEnvoy(bootstrap: string, adminPort: number): Promise<RealEnvoy> {
  if (!envoyPath) throw new Error(noEnvoyReason ?? 'no Envoy')
  const folder = mkdtempSync(join(tmpdir(), 'outrider-envoy-'))
  writeFileSync(join(folder, 'bootstrap.yaml'), bootstrap)
  const args = ['-c', join(folder, 'bootstrap.yaml'), '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning']
  const child = spawn(envoyPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const base = `http://127.0.0.1:${adminPort}`
  const envoy: RealEnvoy = {
    page: (path) => fetchText(`${base}${path}`, 'GET'),
    post: (path) => fetchText(`${base}${path}`, 'POST'),
    async stat(name) {
      const filter = `^${name.replace(/[|.*+?()[\]{}^$\\]/g, '\\$&')}$`
      const text = await envoy.page(`/stats?filter=${encodeURIComponent(filter)}`)
      return Number(/: (\d+)/.exec(text)?.[1] ?? 0)
    },
    log: () => log,
    async stop() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await waitFor('the admin page of Envoy', async () => {
    if (child.exitCode !== null) throw new Error(`Envoy ended: ${log}`)
    return (await envoy.page('/listeners')) !== null
  })
  return envoy
}

function fetchText(url: string, method: 'GET' | 'POST'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = method === 'GET' ? get(url, { agent: false }) : request(url, { method, agent: false })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${url}: ${response.statusCode} ${text}`))))
    })
    if (method === 'POST') asked.end()
  })
}

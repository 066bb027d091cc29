import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import { type Child, startChild } from './child'
import type { DemoFiles } from './demo-files'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Writes the configuration and the mesh document that the demo's Outrider starts with. */
export function writeConfiguration(files: DemoFiles, mesh: MeshDocument, ports: { http: number; xds: number }): void {
  writeFileSync(files.mesh, stringify(mesh))
  const listen = { http: `127.0.0.1:${ports.http}`, xds: `127.0.0.1:${ports.xds}` }
  writeFileSync(files.config, stringify({ listen, database: files.database, mesh: files.mesh }))
}

export const isNewDatabase = (files: DemoFiles): boolean => !existsSync(join(files.database, 'steer.db'))

/** The standalone server with everything in it: web, runtime and control plane in one process. */
export function startOutrider(files: DemoFiles, port: number): Promise<Child> {
  // What the shell has set for another Outrider is not meant for the demo's.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('OUTRIDER_'))
  const env = {
    ...Object.fromEntries(inherited),
    OUTRIDER_CONFIG: files.config,
    NODE_ENV: 'production' as const,
    HOSTNAME: '127.0.0.1',
    PORT: String(port),
  }
  return startChild(
    'outrider',
    process.execPath,
    ['--enable-source-maps', '--max-semi-space-size=128', join(root, '.next/standalone/server.js')],
    files.log('outrider'),
    env,
  )
}

/** A small client of the HTTP API, for what the demo itself asks and sets. */
export class DemoOutriderApi {
  readonly url: string

  constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`
  }

  /** Until the process serves; rejects when it ends first or after `deadlineMs`. */
  async untilReady(child: Child, logFile: string, deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs
    while (Date.now() < deadline) {
      if (!child.isAlive()) throw new Error(`Outrider ended while it started; its log is ${logFile}`)
      if (await this.answers('/readyz')) return
      await wait(100)
    }
    throw new Error(`Outrider is not ready after ${deadlineMs / 1000} s; its log is ${logFile}`)
  }

  /** Puts a policy where another one is stored; one that says the same stays as it is. */
  async putPolicy(policy: Policy, reason: string): Promise<void> {
    const path = `/api/v1/policies/${policy.service}`
    const present = await fetch(this.url + path, { signal: AbortSignal.timeout(10_000) })
    const text = await present.text()
    const etag = present.headers.get('etag')
    if (!etag) throw new Error(`GET ${path} answered ${present.status}: ${text}`)
    if (text.includes(JSON.stringify(policy.rules))) return
    const headers = { 'content-type': 'application/json', 'if-match': etag }
    const body = JSON.stringify({ policy, reason })
    const answer = await fetch(this.url + path, { method: 'PUT', headers, body, signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) throw new Error(`PUT ${path} answered ${answer.status}: ${await answer.text()}`)
  }

  /** Until all these proxies are connected and have accepted everything they were sent, so that the first visitor meets a whole mesh. */
  async untilInSync(ids: readonly string[], deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs
    let missing: string[] = [...ids]
    while (Date.now() < deadline) {
      const inSync = new Set(await this.proxiesInSync())
      missing = ids.filter((id) => !inSync.has(id))
      if (missing.length === 0) return
      await wait(100)
    }
    throw new Error(`after ${deadlineMs / 1000} s these proxies are not in sync: ${missing.join(', ')}`)
  }

  /** Those of `edges` that have carried no traffic in the topology since a moment; all of them while it cannot be read. */
  async quietEdges(edges: readonly string[], since: Date): Promise<string[]> {
    try {
      const answer = await fetch(`${this.url}/api/v1/topology?from=${since.toISOString()}`, { signal: AbortSignal.timeout(5000) })
      const graph: unknown = await answer.json()
      const busy = new Set(
        listIn<EdgeRates>(graph, 'edges')
          .filter((edge) => (edge.requestsPerSecond ?? 0) > 0 || (edge.connectionsPerSecond ?? 0) > 0)
          .map((edge) => edge.id),
      )
      return edges.filter((id) => !busy.has(id))
    } catch {
      return [...edges]
    }
  }

  private async proxiesInSync(): Promise<string[]> {
    try {
      const answer: unknown = await (await fetch(`${this.url}/api/v1/proxies`, { signal: AbortSignal.timeout(5000) })).json()
      return listIn<ProxySync>(answer, 'proxies').flatMap((proxy) => (proxy.connected && proxy.inSync ? [proxy.id] : []))
    } catch {
      return []
    }
  }

  private async answers(path: string): Promise<boolean> {
    try {
      return (await fetch(this.url + path, { signal: AbortSignal.timeout(2000) })).ok
    } catch {
      return false
    }
  }
}

type EdgeRates = { id: string; requestsPerSecond?: number | null; connectionsPerSecond?: number }
type ProxySync = { id: string; connected: boolean; inSync: boolean }

function listIn<Item>(answer: unknown, key: string): Item[] {
  const list: unknown = typeof answer === 'object' && answer !== null ? Object.entries(answer).find(([name]) => name === key)?.[1] : null
  // The API's own schema has shaped it; a shape that differs only reads as "not there yet".
  return Array.isArray(list) ? (list as Item[]) : []
}

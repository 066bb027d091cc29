import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CompiledResource } from '@/lib/control-plane/xds/compiled-resource'
import { wholeJson } from '@/lib/control-plane/xds/whole-json'
import { envoyPath, noEnvoyReason } from './real-envoy'

export type Resources = {
  clusters: readonly CompiledResource[]
  endpoints: readonly CompiledResource[]
  routes: readonly CompiledResource[]
  listeners: readonly CompiledResource[]
}

/** What a real Envoy says of these resources as a static configuration (`--mode validate`, about 0.1 s): null when it takes them, else its words. */
export async function validateConfig(resources: Resources): Promise<string | null> {
  if (!envoyPath) throw new Error(noEnvoyReason ?? 'no Envoy')
  const folder = mkdtempSync(join(tmpdir(), 'outrider-validate-'))
  const file = join(folder, 'bootstrap.json')
  writeFileSync(file, JSON.stringify(toBootstrap(resources)))
  const child = spawn(envoyPath, ['--mode', 'validate', '-c', file, '--log-level', 'error'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (words += String(chunk)))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  rmSync(folder, { recursive: true, force: true })
  return code === 0 ? null : words.trim()
}

/** Endpoints stand in their clusters, routes in their listeners: a static configuration has no ADS. */
function toBootstrap({ clusters, endpoints, routes, listeners }: Resources): object {
  const assignments = new Map(endpoints.map(({ name, json }) => [name, json]))
  const tables = new Map(routes.map((route) => [route.name, wholeJson(route)]))
  const text = JSON.stringify(listeners.map(wholeJson), (_key, value: unknown) => (isManager(value) ? withRoutes(value, tables) : value))
  return {
    static_resources: {
      clusters: clusters.map(({ name, json: { eds_cluster_config: eds, ...rest } }) =>
        eds === undefined ? rest : { ...rest, type: 'STATIC', load_assignment: assignments.get(name) ?? { cluster_name: name } },
      ),
      listeners: JSON.parse(text),
    },
  }
}

type Manager = { rds: { route_config_name: string } }
const isManager = (value: unknown): value is Manager =>
  typeof value === 'object' && value !== null && 'rds' in value && typeof value.rds === 'object'
const withRoutes = ({ rds, ...manager }: Manager, tables: ReadonlyMap<string, object>): object => ({
  ...manager,
  route_config: tables.get(rds.route_config_name),
})

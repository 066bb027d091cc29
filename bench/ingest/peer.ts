import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePorts } from '@/demo/find-free-ports'
import { waitFor } from '@/lib/testing/wait-for'

export type Peer = { version: string; cpuMs(): number; appended(): Promise<number>; stop(): Promise<void> }

/** The version of the Prometheus on PATH; null when there is none. */
export const prometheusVersion = (): string | null =>
  /version (\S+)/.exec(String(spawnSync('prometheus', ['--version']).stdout ?? ''))?.[1] ?? null

const ticksPerSecond = Number(String(spawnSync('getconf', ['CLK_TCK']).stdout)) || 100

/** Starts a Prometheus that scrapes these targets every `intervalMs` into an empty store. */
export async function startPrometheus(folder: string, ports: readonly number[], intervalMs: number): Promise<Peer> {
  mkdirSync(folder, { recursive: true })
  const { web = 0 } = await findFreePorts(['web'], {}, Math.random)
  const targets = ports.map((port) => `'127.0.0.1:${port}'`).join(', ')
  const scrape = `- { job_name: envoy, metrics_path: /stats/prometheus, params: { usedonly: [''] }, static_configs: [ { targets: [${targets}] } ] }`
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: ${intervalMs}ms, scrape_timeout: ${intervalMs}ms }\nscrape_configs:\n${scrape}\n`,
  )
  const flags = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${web}`,
    '--log.level=error',
  ]
  const child = spawn('prometheus', flags, { stdio: 'ignore' })
  const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${web}/metrics`)).text()
  await waitFor('Prometheus', async () => (await page()).includes('prometheus_tsdb_head_samples_appended_total'))
  return {
    version: prometheusVersion() ?? '',
    cpuMs: () => cpuOf(child),
    appended: async () => Number(/^prometheus_tsdb_head_samples_appended_total(?:\{type="float"\})? (\S+)$/m.exec(await page())?.[1]),
    stop: () => stop(child),
  }
}

function cpuOf(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

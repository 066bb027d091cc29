import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where everything of one demo lies, below its data folder. */
export type DemoFiles = {
  folder: string
  database: string
  logs: string
  bootstraps: string
  config: string
  mesh: string
  demo: string
  control: string
  processes: string
  ports: string
  log(name: string): string
  bootstrap(id: string): string
}

/** Makes the folders too. */
export function prepareDemoFiles(data: string): DemoFiles {
  const folder = resolve(data)
  const logs = join(folder, 'logs')
  const bootstraps = join(folder, 'bootstraps')
  const database = join(folder, 'database')
  for (const path of [folder, logs, bootstraps]) mkdirSync(path, { recursive: true })
  const flat = (name: string): string => name.replaceAll('/', '.')
  return {
    folder,
    database,
    logs,
    bootstraps,
    config: join(folder, 'outrider.yaml'),
    mesh: join(folder, 'mesh.yaml'),
    demo: join(folder, 'demo.json'),
    control: join(folder, 'demo-control.json'),
    processes: join(folder, 'processes.json'),
    ports: join(folder, 'ports.json'),
    log: (name) => join(logs, `${flat(name)}.log`),
    bootstrap: (id) => join(bootstraps, `${flat(id)}.yaml`),
  }
}

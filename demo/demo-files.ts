import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { prepareFolder } from '@/lib/store/data-folder'

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

/** Paths only; nothing is made or touched. */
export function toDemoFiles(data: string): DemoFiles {
  const folder = resolve(data)
  const logs = join(folder, 'logs')
  const bootstraps = join(folder, 'bootstraps')
  const database = join(folder, 'database')
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

/** Makes the folders, without the logs of former runs. */
export function makeFolders(files: DemoFiles): void {
  rmSync(files.logs, { recursive: true, force: true })
  for (const path of [files.folder, files.logs, files.bootstraps]) prepareFolder(path)
}

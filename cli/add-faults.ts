import type { Command } from 'commander'
import { type FaultOptions, forecastFault, listFaults, release, reportFault, startFault, stopAll, stopFault } from './commands/faults'
import { releaseDirectly, stopDirectly } from './commands/stop-direct'
import type { Run } from './session'

/** `fault …`, `stop-all` and `release`. */
export function addFaults(program: Command, run: Run): void {
  const fault = program.command('fault').description('timed, scoped experiments')
  fault
    .command('start')
    .option('--file <file>', 'the fault as YAML or JSON')
    .option('--service <name>')
    .option('--version <name>', 'only this version')
    .option('--caller <name>', 'only requests of this caller')
    .option('--path <prefix>', 'only paths under it')
    .option('--header <header...>', 'only with it, e.g. "x-tester: yes"')
    .option('--abort <percent>')
    .option('--status <code>', 'HTTP status of an abort (default 503)')
    .option('--grpc-status <code>')
    .option('--delay <percent>')
    .option('--delay-for <duration>', 'e.g. 400ms')
    .option('--slow <percent>', 'let answers through slowly')
    .option('--kib-per-second <number>', 'how fast they are let through')
    .option('--max-active <number>', 'requests a proxy holds at once (default 100)')
    .option('--for <duration>', 'how long it lasts, e.g. 5m')
    .option('--guard <guard...>', 'what stops it sooner, e.g. "shop/frontend errorRatio 5%" or "shop/frontend p95 300ms"')
    .option('--hypothesis <text>', 'what is expected to happen')
    .option('--override-lock <why>', 'why it may run beside what holds its route')
    .option('--without-lease', 'it is meant that on some proxies it does not end by itself when Outrider dies')
    .option('--reason <text>')
    .option('--dry-run', 'say what it would do and what forbids it; start nothing; exit code 2 when it could start')
    .action((options: FaultOptions & { dryRun?: boolean }) =>
      run((session) => (options.dryRun ? forecastFault(session, options) : startFault(session, options))),
    )
  fault
    .command('stop <id>')
    .option('--reason <text>')
    .action((id, options) => run((session) => stopFault(session, id, options)))
  fault
    .command('list')
    .option('--all', 'ended ones too')
    .action((options) => run((session) => listFaults(session, options)))
  fault
    .command('report <id>')
    .description('what it did, as Markdown')
    .action((id) => run((session) => reportFault(session, id)))
  addRedButton(program, run)
}

function addRedButton(program: Command, run: Run): void {
  program
    .command('stop-all')
    .description('the red button: end every fault and canary and lock out new ones')
    .option('--reason <text>')
    .option('--data <folder>', 'tell the proxies directly, by the list in this data folder: when Outrider or its database is gone')
    .action((options: { reason?: string; data?: string }) =>
      run((session) =>
        options.data === undefined
          ? stopAll(session, options)
          : stopDirectly(session, options.data, options.reason ?? 'stop-all from the command line'),
      ),
    )
  program
    .command('release')
    .description('allow new faults and canaries again')
    .option('--reason <text>')
    .option('--data <folder>', 'give the proxies of this data folder their limit back directly')
    .action((options: { reason?: string; data?: string }) =>
      run((session) => (options.data === undefined ? release(session, options) : releaseDirectly(session, options.data))),
    )
}

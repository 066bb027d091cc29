import { Command, CommanderError } from 'commander'
import { version } from '@/lib/http/version'
import { addFaults } from './add-faults'
import { CliError, createApi, createStream } from './api'
import { type AuditOptions, exportAudit, verifyAudit } from './commands/audit'
import { askCanary, type CanaryOptions, forecastCanary, listCanaries, startCanary } from './commands/canaries'
import { type ExplainOptions, explainRequest } from './commands/explain'
import { type BootstrapOptions, checkConfigFile, printBootstrap } from './commands/local'
import { exportFolder } from './commands/mesh-folder'
import { applyPolicy, diffPolicyFile, exportPolicies, getPolicy, type PolicyOptions, planPolicy, undoChange } from './commands/policy'
import { showChanges, showProxies, showServices, showTopology } from './commands/see'
import { listSelfTests, type SelfTestOptions, startSelfTest, stopSelfTest } from './commands/self-tests'
import { watchCanary } from './commands/watch-canary'
import type { ExitCode, Run, Session } from './session'

type Environment = Record<string, string | undefined>
/** Where words go; the terminal unless a test listens. */
export type Output = { out(text: string): void; error(text: string): void }
const terminal: Output = { out: (text) => void process.stdout.write(text), error: (text) => void process.stderr.write(text) }

/** Runs one command. Answers its exit code: 0 done or nothing would change, 2 a change is planned, 1 an error, told on standard error. */
export async function runCli(argv: readonly string[], env: Environment, output: Output = terminal): Promise<number> {
  let code: number = 0
  const program = new Command('outrider')
    .version(version, '-V, --outrider-version')
    .description('See and steer a service mesh.')
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
  program
    .option('--url <url>', 'the Outrider to talk to', env.OUTRIDER_URL ?? 'http://127.0.0.1:3000')
    .option('--token <token>', 'its token (default: OUTRIDER_TOKEN)')
    .option('--json', 'print JSON instead of words')
  const run: Run = async (work) => {
    const { url, token, json } = program.opts<{ url: string; token?: string; json?: boolean }>()
    const print = (text: string): void => output.out(`${text}\n`)
    const isTerminal = output === terminal && process.stdout.isTTY === true
    code = await work({
      api: createApi(url, token ?? env.OUTRIDER_TOKEN),
      stream: createStream(url, token ?? env.OUTRIDER_TOKEN),
      isJson: json ?? false,
      print,
      write: output.out,
      isTerminal,
      env,
    })
  }
  program.configureOutput({ writeOut: output.out, writeErr: output.error })
  addSeeing(program, run)
  addPolicies(program, run)
  addCanaries(program, run)
  addSelfTests(program, run)
  addFaults(program, run)
  addAudit(program, run)
  addLocal(program, run)
  addMissing(program)
  try {
    // `--version` belongs to the commands that name a version of a service; alone it is ours.
    await program.parseAsync(argv[2] === '--version' ? [...argv.slice(0, 2), '-V'] : [...argv])
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    output.error(`${error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    return 1
  }
}

function addSeeing(program: Command, run: Run): void {
  const range = (command: Command): Command => command.option('--from <time>', 'ISO 8601, epoch ms or now-15m').option('--to <time>')
  range(program.command('topology').description('who calls whom'))
    .option('--view <view>', 'service, version or instance')
    .option('--focus <id>', 'only this node and its neighbours')
    .option('--namespace <name>')
    .action((options) => run((session) => showTopology(session, options)))
  range(program.command('services [name]').description('all services, or one')).action((name, options) =>
    run((session) => showServices(session, name, options)),
  )
  program
    .command('proxies')
    .description('the fleet')
    .action(() => run(showProxies))
  program
    .command('changes [id]')
    .description('what was changed, newest first, or one change with its evidence')
    .option('--service <name>')
    .option('--limit <count>')
    .action((id, options) => run((session) => showChanges(session, id, options)))
  program
    .command('explain [service]')
    .description('what would happen to a request; sends nothing')
    .option('--host <host>', 'what the caller dials, in place of a service')
    .option('--caller <service>', 'who calls: a service, one version of it (shop/frontend@v2), or a gateway')
    .option('--method <method>')
    .option('--path <path>', 'with its query')
    .option('--header <header...>', 'e.g. "x-tester: yes"; without any, headers are not known')
    .option('--known', 'the request has no other headers than these, or none')
    .action((service, options: ExplainOptions) => run((session) => explainRequest(session, service, options)))
}

function addPolicies(program: Command, run: Run): void {
  const policy = program.command('policy').description('routing of one destination service')
  const edit = (
    name: string,
    description: string,
    work: (session: Session, source: string, options: PolicyOptions) => Promise<ExitCode>,
  ): Command =>
    policy
      .command(`${name} [file-or-service]`)
      .description(description)
      .option('-f, --file <path>', 'a policy, or a folder with the whole mesh: one transaction')
      .option('--to <revision>', 'of a service: its document at an earlier revision')
      .option('--weights <weights>', 'of the default rule, e.g. v1=90,v2=10')
      .option('--revision <number>', 'the revision the edit is based on (default: the present one)')
      .action((source: string | undefined, options: PolicyOptions) =>
        run((session) => {
          const wanted = options.file ?? source
          if (wanted === undefined) throw new CliError(`say what: outrider policy ${name} -f FILE, or a service with --weights or --to`)
          return work(session, wanted, options)
        }),
      )
  policy.command('get <service>').action((service) => run((session) => getPolicy(session, service)))
  edit('plan', 'what an edit would do; exit code 2 when something changes', planPolicy)
  edit('diff', 'how a file differs from what is stored; exit code 2 when it does', diffPolicyFile)
  edit('apply', 'plan and store an edit', applyPolicy)
    .option('--reason <text>', 'why, in a sentence')
    .option('--accept-warnings', 'apply although the plan warns')
    .option('--wait <seconds>', 'until it is in force on every consumer')
  policy
    .command('undo <change>')
    .option('--reason <text>')
    .action((id, options) => run((session) => undoChange(session, id, options)))
  policy
    .command('export [services...]')
    .description('policies as YAML; with --folder the whole mesh as files that apply takes back')
    .option('--folder <path>')
    .action((services, { folder }: { folder?: string }) =>
      run((session) => (folder === undefined ? exportPolicies(session, services) : exportFolder(session, folder, services))),
    )
}

function addCanaries(program: Command, run: Run): void {
  const canary = program.command('canary').description('traffic that moves to a version by evidence, and back by itself')
  const spec = (command: Command): Command =>
    command
      .option('--service <name>')
      .option('--version <name>', 'the version that is to get traffic')
      .option('--baseline <name>', 'what it is compared with (default: the version with the most weight)')
      .option('--preset <name>', 'careful, normal or fast')
      .option('--on-worse <what>', 'rollback, hold or shrink')
      .option('--mirror <percent>', 'begin with copies of so many requests, which nobody sees')
      .option('--cohort <header>', 'begin with all requests that have it, e.g. "x-tester: yes"')
      .option('--gate <url>', 'go on from each step only when it answers 200')
  spec(canary.command('start'))
    .option('--file <file>', 'the canary as YAML or JSON')
    .option('--override-lock <why>', 'why it may run beside a fault on its route')
    .option('--reason <text>')
    .option('--watch', 'and follow it to its end')
    .action((options: CanaryOptions) => run((session) => startCanary(session, options)))
  spec(
    canary.command('forecast').description('how long a verdict would take, and what forbids a start; exit code 2 when something does'),
  ).action((options: CanaryOptions) => run((session) => forecastCanary(session, options)))
  canary
    .command('watch <id-or-service>')
    .description('follow it to its end; exit code 0: promoted, 2: rolled back, 1: anything else')
    .action((id) => run((session) => watchCanary(session, id)))
  canary
    .command('list')
    .option('--all', 'ended ones too')
    .action((options) => run((session) => listCanaries(session, options)))
  for (const verb of ['pause', 'resume', 'promote', 'abort'] as const)
    canary
      .command(`${verb} <id>`)
      .option('--reason <text>')
      .action((id, options) => run((session) => askCanary(session, verb, id, options)))
}

function addSelfTests(program: Command, run: Run): void {
  const test = program.command('self-test').description('how often a canary would alarm on what is alike; moves no weight')
  test
    .command('start')
    .option('--service <name>')
    .option('--versions <two>', 'two equal versions, e.g. v1,v2 (default: two halves of the instances of the main one)')
    .option('--reason <text>')
    .action((options: SelfTestOptions) => run((session) => startSelfTest(session, options)))
  test.command('list').action(() => run(listSelfTests))
  test
    .command('stop <id>')
    .option('--reason <text>')
    .action((id, options) => run((session) => stopSelfTest(session, id, options)))
}

function addAudit(program: Command, run: Run): void {
  const audit = program.command('audit').description('what was done, by whom, from where, and why')
  const data = (command: Command): Command =>
    command.option('--data <folder>', 'read this data folder itself; no Outrider has to run on it')
  data(audit.command('verify').description('whether somebody changed it by hand; exit code 1 when they did'))
    .option('--expect <hash>', 'a hash kept from an earlier time: it must be in the chain')
    .action((options: AuditOptions) => run((session) => verifyAudit(session, options)))
  data(audit.command('export').description('one JSON row a line, oldest first'))
    .option('--from <time>', 'ISO 8601, epoch ms or now-15m')
    .option('--to <time>')
    .action((options: AuditOptions) => run((session) => exportAudit(session, options)))
}

function addLocal(program: Command, run: Run): void {
  program
    .command('bootstrap')
    .description('print an Envoy bootstrap')
    .option('--service <name>')
    .option('--version <name>')
    .option('--id <id>', 'distinct in the mesh')
    .option('--xds <address>', 'where Outrider serves xDS', '127.0.0.1:18000')
    .option('--admin <address>', 'of the admin page')
    .option('--inbound <address>')
    .option('--outbound <address>')
    .option('--app <address>', 'of the application behind the proxy')
    .option('--tcp <service=address...>', 'where it listens for a tcp service')
    .option('--gateway', 'a gateway: it has an inbound address only')
    .option('--zone <zone>', 'where it runs, for zone awareness')
    .option('--simulated', 'mark it as simulated')
    .option('--xds-token <token>', 'where xDS listens off loopback: the OUTRIDER_TOKEN; the file is a secret then')
    .action((options: BootstrapOptions) => run((session) => printBootstrap(session, options)))
  program
    .command('check-config [file]')
    .description('whether Outrider would start with this configuration')
    .action((file) => run((session) => checkConfigFile(session, file)))
}

/** Named in the contract, not there yet: said loudly. */
function addMissing(program: Command): void {
  for (const name of ['backup']) {
    program
      .command(`${name} [words...]`)
      .description('not built yet')
      .allowUnknownOption()
      .action(() => {
        throw new CliError(`outrider ${name}: not built yet`)
      })
  }
}

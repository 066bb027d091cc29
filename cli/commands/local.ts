import { checkStart } from '@/lib/check-start'
import { type BootstrapInput, renderBootstrap } from '@/lib/control-plane/xds/bootstrap'
import { CliError } from '../api'
import { type ExitCode, printResult, type Session } from '../session'

export type BootstrapOptions = Omit<BootstrapInput, 'tcp' | 'service' | 'admin'> & { service?: string; admin?: string; tcp?: string[] }

/** Prints a whole Envoy bootstrap; asks no Outrider. */
export function printBootstrap(session: Session, options: BootstrapOptions): ExitCode {
  const { service, admin, tcp, ...rest } = options
  if (!service) throw new CliError('name the service: --service shop/reviews')
  if (!admin) throw new CliError('a proxy is read through its admin page: --admin 127.0.0.1:PORT')
  if (!rest.gateway) {
    for (const name of ['version', 'inbound', 'outbound', 'app'] as const)
      if (!rest[name])
        throw new CliError(
          `a sidecar needs --${name}${name === 'version' ? ' v1' : ' 127.0.0.1:PORT'} (a gateway: --gateway and --inbound)`,
        )
  }
  try {
    const text = renderBootstrap({ ...rest, service, admin, ...(tcp ? { tcp: Object.fromEntries(tcp.map(toPair)) } : {}) })
    session.print(text.trimEnd())
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message)
    throw error
  }
  return 0
}

function toPair(text: string): [string, string] {
  const [service, address] = text.split('=')
  if (!service || !address) throw new CliError(`"${text}": write --tcp shop/ledger=127.0.0.1:7001`)
  return [service, address]
}

/** Says whether Outrider would start with this configuration file and environment. */
export function checkConfigFile(session: Session, file: string | undefined): ExitCode {
  const path = file ?? session.env.OUTRIDER_CONFIG ?? null
  const checked = checkStart(path, session.env)
  if (!checked.ok) throw new CliError(checked.lines.join('\n'))
  const { token, ...shown } = checked.config
  printResult(
    session,
    { ...shown, token: token === null ? null : '(set)' },
    () => `${path ?? 'The environment'} is in order: http://${shown.listen.http.address}, data in ${shown.database}.`,
  )
  return 0
}

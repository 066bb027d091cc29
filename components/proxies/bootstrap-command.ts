export type BootstrapInput = { service: string; version: string; xdsAddress: string | null; app: string }

/** Only plain words stay bare; anything else is quoted for a POSIX shell. */
const quote = (text: string): string => (/^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The command that prints a ready Envoy bootstrap for one instance. */
export function bootstrapCommand({ service, version, xdsAddress, app }: BootstrapInput): string {
  const parts = ['npx outrider bootstrap', '--service', quote(service), '--version', quote(version)]
  if (xdsAddress) parts.push('--xds', quote(xdsAddress))
  if (app !== '') parts.push('--app', quote(app))
  return `${parts.join(' ')} > bootstrap.yaml`
}

export type BootstrapInput = { service: string; version: string; xdsAddress: string | null; app: string }

/** Only plain words stay bare; anything else is quoted for a POSIX shell. */
const quote = (text: string): string => (/^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The command that prints a ready Envoy bootstrap for one instance; every address that `outrider bootstrap` asks for is in it, the proxy's own as an example. */
export function bootstrapCommand({ service, version, xdsAddress, app }: BootstrapInput): string {
  return [
    `npx outrider bootstrap --service ${quote(service)} --version ${quote(version)}${app === '' ? '' : ` --app ${quote(app)}`}`,
    '--inbound 127.0.0.1:15006 --outbound 127.0.0.1:15001 --admin 127.0.0.1:15000',
    `${xdsAddress ? `--xds ${quote(xdsAddress)} ` : ''}> bootstrap.yaml`,
  ].join(' \\\n    ')
}

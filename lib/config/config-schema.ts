import { z } from 'zod'
import { durationMs, listenAddress, sizeBytes } from './units'

const url = z.string().regex(/^https?:\/\/[^\s/]+/, 'a URL begins with http:// or https://')
const serviceName = z.string().regex(/^[^\s/|@>]+\/[^\s/|@>]+$/, 'a service is written namespace/name')
const commaList = <T extends z.ZodType<string>>(item: T) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((part) => part.trim())
            .filter(Boolean)
        : value,
    z.array(item),
  )

const target = z.strictObject({
  kind: z.enum(['envoy', 'prometheus-text']),
  url,
  /** How it is called; default: the URL's host and port. */
  id: z.string().min(1).max(200).optional(),
  service: serviceName.optional(),
  version: z
    .string()
    .regex(/^[^\s/|@>]{1,63}$/, 'a version has no spaces and none of / | @ >')
    .optional(),
})

/** Calls are signed: the secret stands in a file of its own. */
const webhook = z.strictObject({ url, secretFile: z.string().min(1) })

const hour = 3_600_000
const year = 365 * 24 * hour
/** The configuration file, contract section 1; every default is here. */
export const configSchema = z.strictObject({
  listen: z
    .strictObject({
      http: listenAddress.prefault('127.0.0.1:3000'),
      xds: listenAddress.prefault('127.0.0.1:18000'),
      hosts: commaList(z.string().regex(/^[^\s:/]+(:\d+)?$/, 'a host name, without http://')).default([]),
    })
    .prefault({}),
  database: z.string().min(1).default('./data'),
  scrape: z
    .strictObject({
      interval: durationMs(1_000, hour).prefault('5s'),
      timeout: durationMs(100, 60_000).prefault('3s'),
      maxBytes: sizeBytes(10_000).prefault('16MB'),
      allowAdmin: commaList(
        z
          .string()
          .regex(
            /^(\[[0-9a-fA-F:]+\](:\d{1,5})?|[^\s:/]+(:\d{1,5})?|[0-9a-fA-F:]+)$/,
            'an address or address:port, one by one (no ranges), e.g. 10.0.0.7:9901',
          ),
      ).default([]),
    })
    .prefault({}),
  retention: z
    .strictObject({
      raw: durationMs(10 * 60_000, year).prefault('6h'),
      minute: durationMs(hour, 10 * year).prefault('15d'),
      quarter: durationMs(hour, 100 * year).prefault('1y'),
      maxBytes: sizeBytes(50_000_000).prefault('20GB'),
    })
    .prefault({}),
  targets: z.array(target).default([]),
  prometheus: z.array(z.strictObject({ url })).max(0, 'Prometheus servers as sources are not built yet (planned)').default([]),
  webhooks: z.array(webhook).max(10, 'at most 10 webhooks').default([]),
  mesh: z.string().min(1).optional(),
  /** A folder as `outrider policy export --folder` writes it: then it is the source of truth, and the API refuses edits. */
  policies: z.string().min(1).optional(),
  runtime: z.enum(['embedded', 'external']).default('embedded'),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
})

/** Every key with a variable of its own; lists are comma-separated, `targets` and `webhooks` are YAML or JSON. */
export const environmentKeys: Record<string, readonly string[]> = {
  OUTRIDER_LISTEN_HTTP: ['listen', 'http'],
  OUTRIDER_LISTEN_XDS: ['listen', 'xds'],
  OUTRIDER_LISTEN_HOSTS: ['listen', 'hosts'],
  OUTRIDER_DATABASE: ['database'],
  OUTRIDER_SCRAPE_INTERVAL: ['scrape', 'interval'],
  OUTRIDER_SCRAPE_TIMEOUT: ['scrape', 'timeout'],
  OUTRIDER_SCRAPE_MAX_BYTES: ['scrape', 'maxBytes'],
  OUTRIDER_SCRAPE_ALLOW_ADMIN: ['scrape', 'allowAdmin'],
  OUTRIDER_RETENTION_RAW: ['retention', 'raw'],
  OUTRIDER_RETENTION_MINUTE: ['retention', 'minute'],
  OUTRIDER_RETENTION_QUARTER: ['retention', 'quarter'],
  OUTRIDER_RETENTION_MAX_BYTES: ['retention', 'maxBytes'],
  OUTRIDER_TARGETS: ['targets'],
  OUTRIDER_PROMETHEUS: ['prometheus'],
  OUTRIDER_WEBHOOKS: ['webhooks'],
  OUTRIDER_MESH: ['mesh'],
  OUTRIDER_POLICIES: ['policies'],
  OUTRIDER_RUNTIME: ['runtime'],
  OUTRIDER_LOG_LEVEL: ['log', 'level'],
}

const keysOf: Record<string, readonly string[]> = {
  '': Object.keys(configSchema.shape),
  targets: Object.keys(target.shape),
  prometheus: ['url'],
  webhooks: Object.keys(webhook.shape),
}
for (const [first, second] of Object.values(environmentKeys)) {
  if (first && second) keysOf[first] = [...(keysOf[first] ?? []), second]
}

/** The keys that may stand at a path of the file. */
export const knownConfigKeys = (path: readonly PropertyKey[]): readonly string[] => keysOf[String(path[0] ?? '')] ?? []

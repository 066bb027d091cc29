import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'
import { issueWords } from '@/lib/api/issue-words'
import { AppError } from '@/lib/errors'
import { singleton } from '@/lib/singleton'
import { configSchema, environmentKeys, knownConfigKeys } from './config/config-schema'
import { readWebhooks } from './config/read-webhooks'
import { isLoopbackHost, type Listen } from './config/units'
import { type FileProblem, readYaml, toFileProblems, type YamlSource } from './config/yaml-source'
import { nearestName } from './mesh/nearest-name'

export type StaticTarget = { kind: 'envoy' | 'prometheus-text'; url: string; id: string; service: string | null; version: string | null }

/** The configuration, checked, with every default filled in; paths are absolute. */
export type Config = {
  /** hosts: further names under which browsers may call; loopback names and the listen host always may. */
  listen: { http: Listen; xds: Listen; hosts: string[] }
  /** The data folder. */
  database: string
  /** allowAdmin: announced admin addresses (`host` or `host:port`) that are read although they are neither loopback nor where the proxy connects from. */
  scrape: { intervalMs: number; timeoutMs: number; maxBytes: number; allowAdmin: string[] }
  retention: { rawMs: number; minuteMs: number; quarterMs: number; maxBytes: number }
  targets: StaticTarget[]
  /** Who is told of what canaries do; secrets were read from their files. Never log them. */
  webhooks: { url: string; secret: string }[]
  /** Path of the mesh document; null when there is none. */
  mesh: string | null
  /** The watched folder that is the source of truth; null where the store is. */
  policies: string | null
  /** external: the runtime is another process (`npm run worker`). */
  runtime: 'embedded' | 'external'
  logLevel: string
  /** The bearer token; null on a loopback-only Outrider that asks for none. Never log it. */
  token: string | null
}
export type ConfigProblem = FileProblem
export type CheckedConfig = { ok: true; config: Config } | { ok: false; problems: ConfigProblem[] }
type Environment = Record<string, string | undefined>

// Read by other parts of Outrider, not keys of the configuration.
const otherVariables = ['OUTRIDER_CONFIG', 'OUTRIDER_TOKEN', 'OUTRIDER_TOKEN_FILE', 'OUTRIDER_URL', 'OUTRIDER_ENVOY']

/**
 * Reads and checks a configuration file (null = none: defaults and environment only) with its overrides from the environment: `listen.http` is
 * OUTRIDER_LISTEN_HTTP, `scrape.maxBytes` is OUTRIDER_SCRAPE_MAX_BYTES; the token is OUTRIDER_TOKEN or a file named by OUTRIDER_TOKEN_FILE.
 * Paths in the file are relative to the file, paths in the environment to the working directory. Answers all problems at once, never throws.
 */
export function checkConfig(path: string | null, env: Environment): CheckedConfig {
  const read = readFile(path)
  if (!read.ok) return read
  const { source } = read
  const fromEnvironment = new Map<string, string>()
  const problems: ConfigProblem[] = [...source.problems, ...wrongVariables(env)]
  const value = withEnvironment(source.value ?? {}, env, fromEnvironment, problems)
  if (problems.length > 0) return { ok: false, problems }
  const parsed = configSchema.safeParse(value, { error: issueWords })
  if (!parsed.success) {
    const named = toFileProblems(parsed.error, source, knownConfigKeys).map((problem) => {
      const variable = [...fromEnvironment].find(([key]) => problem.path === key || problem.path.startsWith(`${key}.`))?.[1]
      return variable ? { ...problem, path: variable, line: null } : problem
    })
    return { ok: false, problems: named }
  }
  const token = readToken(env)
  if (typeof token === 'object' && token !== null) return { ok: false, problems: [token] }
  const lineOf = (key: readonly string[]) => (fromEnvironment.has(key.join('.')) ? null : source.lineOf(key))
  const refusals = refuse(parsed.data, token, lineOf)
  if (refusals.length > 0) return { ok: false, problems: refusals }
  const baseOf = (key: string): string => (path && !fromEnvironment.has(key) ? dirname(resolve(path)) : process.cwd())
  const webhooks = readWebhooks(parsed.data.webhooks, baseOf('webhooks'), lineOf(['webhooks']))
  if (!webhooks.ok) return webhooks
  return { ok: true, config: { ...toConfig(parsed.data, token, baseOf), webhooks: webhooks.webhooks } }
}

/** The configuration of this process (OUTRIDER_CONFIG and environment), parsed once; throws `invalid` with every problem, one a line. */
export function loadConfig(): Config {
  return singleton('config', () => {
    const path = process.env.OUTRIDER_CONFIG ?? null
    const checked = checkConfig(path, process.env)
    if (checked.ok) return checked.config
    throw new AppError('invalid', checked.problems.map((problem) => configProblemText(path, problem)).join('\n'), checked.problems)
  })
}

/** `outrider.yaml:3: scrape.interval: …`, as an editor understands it. */
export const configProblemText = (path: string | null, problem: ConfigProblem): string =>
  `${problem.line === null ? '' : `${path}:${problem.line}: `}${problem.path ? `${problem.path}: ` : ''}${problem.message}`

/** Not in tests and development. */
export const isProduction = (): boolean => process.env.NODE_ENV === 'production'

/** Log level before, or without, a valid configuration. */
export const environmentLogLevel = (): string | undefined => process.env.OUTRIDER_LOG_LEVEL

function readFile(path: string | null): { ok: true; source: YamlSource } | { ok: false; problems: ConfigProblem[] } {
  try {
    const source = readYaml(path === null ? '' : readFileSync(path, 'utf8'))
    return { ok: true, source }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error)
    return { ok: false, problems: [{ path: 'OUTRIDER_CONFIG', line: null, message: `${path} cannot be read: ${reason}` }] }
  }
}

/** A variable that is one or two letters off a known one is a typing error, not somebody else's. */
function wrongVariables(env: Environment): ConfigProblem[] {
  const known = [...Object.keys(environmentKeys), ...otherVariables]
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith('OUTRIDER_') || known.includes(name)) return []
    const meant = nearestName(name, known)
    return meant ? [{ path: name, line: null, message: `there is no such variable; did you mean ${meant}?` }] : []
  })
}

function withEnvironment(value: unknown, env: Environment, used: Map<string, string>, problems: ConfigProblem[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const merged: Record<string, unknown> = { ...value }
  for (const [variable, path] of Object.entries(environmentKeys)) {
    const text = env[variable]
    const [first = '', second] = path
    if (text === undefined || text === '') continue
    used.set(path.join('.'), variable)
    try {
      const given: unknown = ['targets', 'prometheus', 'webhooks'].includes(first) ? parse(text) : text
      const group = merged[first]
      merged[first] = second ? { ...(typeof group === 'object' ? group : {}), [second]: given } : given
    } catch {
      problems.push({ path: variable, line: null, message: 'is neither YAML nor JSON' })
    }
  }
  return merged
}

/** null: none was given. */
function readToken(env: Environment): string | null | ConfigProblem {
  const file = env.OUTRIDER_TOKEN_FILE
  let token = env.OUTRIDER_TOKEN
  if (file) {
    if (token) return { path: 'OUTRIDER_TOKEN_FILE', line: null, message: 'OUTRIDER_TOKEN is given too: keep one of the two' }
    try {
      token = readFileSync(file, 'utf8').trim()
    } catch {
      return { path: 'OUTRIDER_TOKEN_FILE', line: null, message: `${file} cannot be read` }
    }
    if (!token) return { path: 'OUTRIDER_TOKEN_FILE', line: null, message: `${file} is empty` }
  }
  if (!token) return null
  return token.length >= 16
    ? token
    : { path: 'OUTRIDER_TOKEN', line: null, message: 'a token has at least 16 characters, e.g. from: openssl rand -hex 24' }
}

function refuse(
  data: z.output<typeof configSchema>,
  token: string | null,
  lineOf: (key: readonly string[]) => number | null,
): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  for (const port of ['http', 'xds'] as const) {
    const { host, address } = data.listen[port]
    if (token || isLoopbackHost(host)) continue
    const message = `${address} is reachable from other machines: set OUTRIDER_TOKEN (or OUTRIDER_TOKEN_FILE), or listen on 127.0.0.1`
    problems.push({ path: `listen.${port}`, line: lineOf(['listen', port]), message })
  }
  if (/^postgres(ql)?:\/\//.test(data.database)) {
    problems.push({
      path: 'database',
      line: lineOf(['database']),
      message: 'PostgreSQL is not built yet (planned): give a folder, e.g. ./data',
    })
  } else if (/^[a-z+]+:\/\//.test(data.database)) {
    problems.push({ path: 'database', line: lineOf(['database']), message: `"${data.database}" is not a folder` })
  }
  return problems
}

function toConfig(data: z.output<typeof configSchema>, token: string | null, baseOf: (key: string) => string): Omit<Config, 'webhooks'> {
  const { scrape, retention } = data
  return {
    listen: data.listen,
    database: resolve(baseOf('database'), data.database),
    scrape: { intervalMs: scrape.interval, timeoutMs: scrape.timeout, maxBytes: scrape.maxBytes, allowAdmin: scrape.allowAdmin },
    retention: { rawMs: retention.raw, minuteMs: retention.minute, quarterMs: retention.quarter, maxBytes: retention.maxBytes },
    targets: data.targets.map((target) => ({
      kind: target.kind,
      url: target.url.replace(/\/+$/, ''),
      id: target.id ?? new URL(target.url).host,
      service: target.service ?? null,
      version: target.version ?? null,
    })),
    mesh: data.mesh ? resolve(baseOf('mesh'), data.mesh) : null,
    policies: data.policies ? resolve(baseOf('policies'), data.policies) : null,
    runtime: data.runtime,
    logLevel: data.log.level,
    token,
  }
}

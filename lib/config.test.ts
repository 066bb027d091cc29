import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConfigProblem, checkConfig, configProblemText } from './config'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const check = (yaml: string, env: Record<string, string> = {}) => {
  const path = join(folder, 'outrider.yaml')
  writeFileSync(path, yaml)
  return checkConfig(path, env)
}
const problemsOf = (yaml: string, env: Record<string, string> = {}): ConfigProblem[] => {
  const checked = check(yaml, env)
  return checked.ok ? [] : checked.problems
}

describe('the configuration', () => {
  it('has a default for every key', () => {
    const checked = checkConfig(null, {})
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
    expect(checked.config).toMatchObject({
      listen: { http: { host: '127.0.0.1', port: 3000 }, xds: { host: '127.0.0.1', port: 18000 } },
      scrape: { intervalMs: 5_000, timeoutMs: 3_000, maxBytes: 16_000_000, allowAdmin: [] },
      retention: { rawMs: 21_600_000, minuteMs: 1_296_000_000, quarterMs: 31_536_000_000, maxBytes: 20_000_000_000 },
      targets: [],
      mesh: null,
      runtime: 'embedded',
      token: null,
    })
    expect(checked.config.database).toBe(join(process.cwd(), 'data'))
  })

  it('reads the example of the contract, paths relative to the file', () => {
    const checked = check(`
listen: { http: 127.0.0.1:3000, xds: 127.0.0.1:18000 }
database: ./data
scrape: { interval: 5s, timeout: 3s, maxBytes: 16MB }
retention: { raw: 6h, minute: 15d, quarter: 1y, maxBytes: 20GB }
targets: [{ kind: envoy, url: http://127.0.0.1:9901/, service: shop/cart, version: v1 }, { kind: prometheus-text, url: "http://127.0.0.1:9902/metrics" }]
mesh: ./mesh.yaml
`)
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
    expect(checked.config.database).toBe(join(folder, 'data'))
    expect(checked.config.mesh).toBe(join(folder, 'mesh.yaml'))
    expect(checked.config.targets).toEqual([
      { kind: 'envoy', url: 'http://127.0.0.1:9901', id: '127.0.0.1:9901', service: 'shop/cart', version: 'v1' },
      { kind: 'prometheus-text', url: 'http://127.0.0.1:9902/metrics', id: '127.0.0.1:9902', service: null, version: null },
    ])
  })

  it('refuses a wrong key by name and line, with the one that was meant', () => {
    expect(problemsOf('database: ./data\nscrape:\n  interval: 5s\n  timeuot: 3s\n')).toEqual([
      { path: 'scrape.timeuot', line: 4, message: 'there is no key "timeuot" here; did you mean "timeout"?' },
    ])
    expect(problemsOf('databse: ./data\n')[0]).toMatchObject({ path: 'databse', line: 1, message: expect.stringContaining('"database"') })
    expect(problemsOf('targets:\n  - kind: envoy\n    url: http://a\n    servcie: x/y\n')[0]).toMatchObject({
      path: 'targets.0.servcie',
      line: 4,
    })
  })

  it('refuses a wrong value by name and line', () => {
    const problems = problemsOf('listen:\n  http: 127.0.0.1\nscrape:\n  interval: soon\n  maxBytes: lots\nretention:\n  raw: 1s\n')
    expect(problems.map((problem) => [problem.path, problem.line])).toEqual([
      ['listen.http', 2],
      ['scrape.interval', 4],
      ['scrape.maxBytes', 5],
      ['retention.raw', 7],
    ])
    expect(problemsOf('targets:\n  - kind: envoy\n    url: ftp://x\n')[0]).toMatchObject({ path: 'targets.0.url', line: 3 })
  })

  it('refuses text that is no YAML, and a repeated key, with the line', () => {
    expect(problemsOf('listen: { http: 127.0.0.1:1\ndatabase: x\n')[0]?.line).toBeGreaterThan(0)
    expect(problemsOf('database: a\ndatabase: b\n')[0]).toMatchObject({ line: 2 })
    expect(problemsOf('- a\n')).toHaveLength(1)
  })

  it('takes each key from the environment too, which wins and names itself when it is wrong', () => {
    const checked = check('listen: { http: 127.0.0.1:3000 }\n', {
      OUTRIDER_LISTEN_HTTP: '[::1]:0',
      OUTRIDER_SCRAPE_MAX_BYTES: '1MB',
      OUTRIDER_TARGETS: '[{kind: envoy, url: "http://a:1"}]',
    })
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
    expect(checked.config.listen.http).toEqual({ host: '::1', port: 0, address: '[::1]:0' })
    expect(checked.config.scrape.maxBytes).toBe(1_000_000)
    expect(checked.config.targets).toHaveLength(1)
    expect(problemsOf('', { OUTRIDER_SCRAPE_INTERVAL: 'never' })).toMatchObject([{ path: 'OUTRIDER_SCRAPE_INTERVAL', line: null }])
    expect(problemsOf('', { OUTRIDER_SCRAPE_INTERVALL: '5s' })[0]?.message).toContain('OUTRIDER_SCRAPE_INTERVAL')
  })

  it('does not start off loopback without a token', () => {
    const off = 'database: ./d\nlisten:\n  http: 0.0.0.0:3000\n'
    expect(problemsOf(off)).toMatchObject([{ path: 'listen.http', line: 3, message: expect.stringContaining('OUTRIDER_TOKEN') }])
    expect(problemsOf(off, { OUTRIDER_TOKEN: '0123456789abcdef' })).toEqual([])
    expect(problemsOf(off, { OUTRIDER_TOKEN: 'short' })[0]?.path).toBe('OUTRIDER_TOKEN')
  })

  it('reads the token from a file', () => {
    const file = join(folder, 'token')
    writeFileSync(file, '0123456789abcdef\n')
    const checked = check('', { OUTRIDER_TOKEN_FILE: file })
    expect(checked.ok && checked.config.token).toBe('0123456789abcdef')
    expect(problemsOf('', { OUTRIDER_TOKEN_FILE: `${file}-not-there` })[0]?.path).toBe('OUTRIDER_TOKEN_FILE')
    expect(problemsOf('', { OUTRIDER_TOKEN_FILE: file, OUTRIDER_TOKEN: '0123456789abcdef' })[0]?.message).toContain('one of the two')
  })

  it('says what is not built yet instead of ignoring it', () => {
    expect(problemsOf('database: postgres://db/outrider\n')).toMatchObject([
      { line: 1, message: expect.stringContaining('PostgreSQL is not built yet (planned)') },
    ])
    expect(problemsOf('prometheus: [{ url: "http://127.0.0.1:9090" }]\n')[0]?.message).toContain('not built yet')
  })

  it('names a file that is not there', () => {
    const checked = checkConfig(join(folder, 'nowhere.yaml'), {})
    expect(checked).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('no such file') }] })
  })

  it('writes a problem as file, line, key and words', () => {
    expect(configProblemText('o.yaml', { path: 'scrape.interval', line: 4, message: 'no' })).toBe('o.yaml:4: scrape.interval: no')
  })
})

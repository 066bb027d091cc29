import { describe, expect, it } from 'vitest'
import { knownKeys, parseBy } from './parse-problems'
import { policySchema } from './policies'

const backends = [{ version: 'v1', weight: 100 }]
const problemsOf = (value: unknown): string[] => {
  const parsed = parseBy(policySchema, value)
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
const inRule = (rule: object): string[] => problemsOf({ service: 'a/b', rules: [{ name: 'default', backends, ...rule }] })

describe('a document that is not in shape', () => {
  it('has its unknown keys named, each with the one that was probably meant', () => {
    expect(inRule({ timout: '3s', match: { header: [] } })).toEqual([
      'rules.0.match.header: there is no key "header" here; did you mean "headers"?',
      'rules.0.timout: there is no key "timout" here; did you mean "timeout"?',
    ])
    expect(inRule({ retry: { attempts: 1, on: ['5xx'], perTryTimeOut: '1s' } })).toEqual([
      'rules.0.retry.perTryTimeOut: there is no key "perTryTimeOut" here; did you mean "perTryTimeout"?',
    ])
    expect(problemsOf({ service: 'a/b', rules: [{ name: 'd', backends }], fault: {} })[0]).toBe(
      'fault: there is no key "fault" here; known are service, rules, destination',
    )
  })

  it('is told in plain words what is missing or of another kind', () => {
    expect(problemsOf({ service: 'a/b' })).toEqual(['rules: this is missing: give a list'])
    expect(inRule({ name: undefined })).toEqual(['rules.0.name: this is missing: give a text'])
    expect(inRule({ name: 7 })).toEqual(['rules.0.name: 7 stands here, it must be a text'])
    expect(inRule({ match: [] })).toEqual(['rules.0.match: a list stands here, it must be an object with keys'])
    expect(problemsOf(null)).toEqual([': null stands here, it must be an object with keys'])
    expect(problemsOf({ service: 'a/b', rules: [{ name: 'd', backends }], destination: { loadBalancing: 'fastest' } })).toEqual([
      'destination.loadBalancing: "fastest" is not known here: use round-robin, least-request, random, ring-hash or maglev',
    ])
    expect(inRule({ redirect: { statusCode: 200 }, backends: [] })).toEqual([
      'rules.0.redirect.statusCode: 200 is not known here: use 301, 302, 303, 307 or 308',
    ])
  })

  it('never hears words of the schema library', () => {
    const wrong = [undefined, null, 1, 'x', '', [], {}, true, -1, 1e99, { name: 1 }, [1]]
    const keys = knownKeys(policySchema, ['rules', 0])
    expect(keys).toContain('rateLimit')
    const all = wrong.flatMap((value) => [
      ...problemsOf(value),
      ...problemsOf({ service: value, rules: value, destination: value }),
      ...keys.flatMap((key) => inRule({ [key]: value })),
      ...keys.flatMap((key) => knownKeys(policySchema, ['rules', 0, key]).flatMap((inner) => inRule({ [key]: { [inner]: value } }))),
      ...knownKeys(policySchema, ['destination']).flatMap((key) =>
        knownKeys(policySchema, ['destination', key]).flatMap((inner) =>
          problemsOf({ service: 'a/b', rules: [{ name: 'd', backends }], destination: { [key]: { [inner]: value } } }),
        ),
      ),
    ])
    expect(all.length).toBeGreaterThan(300)
    for (const message of all) expect(message).not.toMatch(/Invalid|\bexpected\b|received|undefined|too_small|Too (small|big)|NaN/i)
  })

  it('of ten thousand rules is refused quickly and clearly', () => {
    const rules = Array.from({ length: 10_001 }, (_, index) => ({ name: `r${index}`, match: { path: { exact: `/${index}` } }, backends }))
    const started = performance.now()
    expect(problemsOf({ service: 'a/b', rules })).toEqual(['rules: a policy has at most 200 rules, this one has 10001'])
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { policySchema } from '@/lib/api/policies'
import { schemaCompletions } from './schema-completions'
import type { Path } from './set-at'

const schema = z.toJSONSchema(policySchema, { io: 'input', unrepresentable: 'any' })
const extra = (path: Path) => (path.at(-1) === 'version' ? ['v1', 'v2'] : path.at(-2) === 'on' ? ['5xx', 'reset'] : [])

/** What is offered at the bar. */
function offered(text: string): string[] {
  const offset = text.indexOf('|')
  const found = schemaCompletions(schema, text.replace('|', ''), offset, extra)
  return found?.offers.map(({ label }) => label) ?? []
}

const rule = (line: string) =>
  `service: shop/reviews\nrules:\n  - name: default\n${line}\n    backends:\n      - { version: v1, weight: 100 }\n`

describe('completion by the published schema', () => {
  it.each<[what: string, text: string, some: string[]]>([
    ['keys of the document', 'service: shop/reviews\nrul|', ['rules', 'destination']],
    ['keys of a rule that are not there yet', rule('    ti|'), ['timeout', 'retry', 'match']],
    ['keys on an empty line of a rule', rule('    |'), ['timeout', 'retry']],
    ['keys in braces', rule('    match: { pa| }'), ['path', 'headers', 'caller']],
    ['keys after a comma in braces', rule('    retry: { attempts: 2, o| }'), ['on', 'perTryTimeout']],
    ['keys two levels down', rule('    match: { headers: [{ name: x, ex| }] }'), ['exact', 'regex', 'present']],
    ['values of an enumeration', 'service: a/b\nrules: []\ndestination:\n  loadBalancing: |', ['round-robin', 'maglev']],
    ['values that are half written', 'service: a/b\nrules: []\ndestination:\n  loadBalancing: ma|', ['maglev']],
    ['values that only the mesh knows', rule('    mirror: { version: | }'), ['v1', 'v2']],
    ['items of a list', rule('    retry: { attempts: 2, on: [5|] }'), ['5xx', 'reset']],
    ['further items of a list', rule('    retry: { attempts: 2, on: [5xx, | ] }'), ['reset']],
    ['a truth', 'service: a/b\nrules: []\ndestination:\n  outlier: { alwaysEjectOne: | }', ['true', 'false']],
  ])('offers %s', (_what, text, some) => expect(offered(text)).toEqual(expect.arrayContaining(some)))

  it('does not offer a key that stands there already', () => {
    expect(offered(rule('    ti|'))).not.toContain('backends')
  })

  it('offers nothing where the schema knows nothing, and nothing in a text beyond hope', () => {
    expect(offered(rule('    timeout: 3|'))).toEqual([])
    expect(offered('}}} : |')).toEqual([])
  })
})

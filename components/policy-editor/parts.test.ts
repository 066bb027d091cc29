import { expect, it } from 'vitest'
import { knownKeys } from '@/lib/api/parse-problems'
import { policySchema } from '@/lib/api/policies'
import { destinationParts } from './destination-parts'
import { matchParts } from './match-parts'
import { ruleParts } from './rule-parts'

const keysOf = (parts: readonly { key: string }[]): string[] => parts.map(({ key }) => key).sort()
/** Edited where a rule says whom it takes and where they go. */
const elsewhere = ['name', 'match', 'backends', 'redirect', 'directResponse']

it('every part of a policy has a form', () => {
  expect(keysOf(destinationParts)).toEqual(knownKeys(policySchema, ['destination']).sort())
  expect(keysOf(matchParts)).toEqual(knownKeys(policySchema, ['rules', 0, 'match']).sort())
  const rest = knownKeys(policySchema, ['rules', 0]).filter((key) => !elsewhere.includes(key))
  expect(keysOf(ruleParts)).toEqual(rest.sort())
})

import { problemsResponseSchema } from '@/lib/api/problems'
import { toIso } from '@/lib/api/wire/time'
import { toTroubleWire } from '@/lib/api/wire/trouble'
import type { Millis } from '@/lib/mesh/names'
import type { Trouble } from '@/lib/mesh/trouble'
import { defineContract } from './contract'

export const listProblemsContract = defineContract({
  method: 'GET',
  path: '/api/v1/problems',
  summary: 'What is wrong now: each problem at its deepest cause, the likeliest first, with why and what came just before',
  response: problemsResponseSchema,
  toInput: () => undefined,
  toWire: ({ at, problems }: { at: Millis; problems: Trouble[] }) => ({ at: toIso(at), problems: problems.map(toTroubleWire) }),
})

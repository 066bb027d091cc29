import { z } from 'zod'
import { selfTestSchema, selfTestSpecSchema, selfTestsResponseSchema, stopSelfTestSchema } from '@/lib/api/self-tests'
import { toSelfTestWire } from '@/lib/api/wire/self-test'
import type { SelfTest } from '@/lib/canary/self-test'
import { defineContract } from './contract'

export type StartSelfTestInput = { service: string; versions?: [string, string] | undefined; reason: string }

export const listSelfTestsContract = defineContract({
  method: 'GET',
  path: '/api/v1/self-tests',
  summary: 'A/A tests, running and stopped, oldest first: how often a canary’s judgement alarmed on what is alike',
  response: selfTestsResponseSchema,
  toInput: () => ({}),
  toWire: (selfTests: SelfTest[]) => ({ selfTests: selfTests.map(toSelfTestWire) }),
})

export const startSelfTestContract = defineContract({
  method: 'POST',
  path: '/api/v1/self-tests',
  summary: 'Judges two equal versions, or two halves of the instances of one, without end; never moves a weight',
  body: selfTestSpecSchema,
  status: 201,
  response: selfTestSchema,
  errors: ['not_found', 'conflict', 'rejected'],
  toInput: ({ body }): StartSelfTestInput => body,
  toWire: toSelfTestWire,
})

export const stopSelfTestContract = defineContract({
  method: 'POST',
  path: '/api/v1/self-tests/{id}/stop',
  summary: 'Stops an A/A test; its counts are kept',
  params: z.object({ id: z.string().min(1).max(200) }),
  body: stopSelfTestSchema,
  response: selfTestSchema,
  errors: ['not_found'],
  toInput: ({ params, body }): { id: string; reason: string } => ({ id: params.id, reason: body.reason }),
  toWire: toSelfTestWire,
})

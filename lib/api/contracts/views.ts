import { z } from 'zod'
import { positionsResponseSchema } from '@/lib/api/views'
import { defineContract } from './contract'

type Positions = Record<string, { x: number; y: number }>
const viewParams = z.object({ view: z.string().min(1).max(200) })

export const getPositionsContract = defineContract({
  method: 'GET',
  path: '/api/v1/views/{view}/positions',
  summary: 'Where the nodes of a view stand, shared by everybody',
  params: viewParams,
  response: positionsResponseSchema,
  toInput: ({ params }): { view: string } => params,
  toWire: (positions: Positions) => ({ positions }),
})

export const putPositionsContract = defineContract({
  method: 'PUT',
  path: '/api/v1/views/{view}/positions',
  summary: 'Replaces the positions of a view',
  params: viewParams,
  body: positionsResponseSchema,
  response: positionsResponseSchema,
  toInput: ({ params, body }): { view: string; positions: Positions } => ({ view: params.view, positions: body.positions }),
  toWire: (positions: Positions) => ({ positions }),
})

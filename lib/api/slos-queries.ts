import { callApi, toPath } from './client'
import { type PutSloRequest, removeSloResponseSchema, sloStatusSchema } from './slos'

const path = (service: string): string => `/api/v1/slos/${toPath(service)}`

/** baseRevision 0: there must be no target of that service yet. */
export const putSlo = (service: string, request: PutSloRequest, baseRevision: number) =>
  callApi(sloStatusSchema, path(service), { method: 'PUT', body: request, ifMatch: baseRevision })

export const removeSlo = (service: string, baseRevision: number) =>
  callApi(removeSloResponseSchema, path(service), { method: 'DELETE', ifMatch: baseRevision })

import { queryOptions } from '@tanstack/react-query'
import { callApi } from './client'
import { meshDocumentSchema } from './mesh'

export const meshQuery = () =>
  queryOptions({ queryKey: ['mesh'], queryFn: ({ signal }) => callApi(meshDocumentSchema, '/api/v1/mesh', { signal }) })

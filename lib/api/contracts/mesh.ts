import { meshDocumentSchema } from '@/lib/api/mesh'
import type { MeshDocument } from '@/lib/mesh/mesh-document'
import { defineContract } from './contract'

/** revision 0: no mesh document was ever stored. */
export type MeshView = { document: MeshDocument; revision: number }
export type PutMeshInput = { document: MeshDocument; baseRevision: number }

export const getMeshContract = defineContract({
  method: 'GET',
  path: '/api/v1/mesh',
  summary: 'The mesh document, as JSON, or as YAML where the Accept header asks for application/yaml',
  bodyTypes: ['application/json', 'application/yaml'],
  response: meshDocumentSchema,
  toInput: () => undefined,
  toWire: (mesh: MeshView) => mesh.document,
  etag: (mesh: MeshView) => mesh.revision,
})

export const putMeshContract = defineContract({
  method: 'PUT',
  path: '/api/v1/mesh',
  summary: 'Replaces the mesh document; a new service gets its first policy with it',
  body: meshDocumentSchema,
  bodyTypes: ['application/json', 'application/yaml'],
  needsIfMatch: true,
  response: meshDocumentSchema,
  toInput: ({ body, baseRevision }): PutMeshInput => ({ document: body, baseRevision }),
  toWire: (mesh: MeshView) => mesh.document,
  etag: (mesh: MeshView) => mesh.revision,
})

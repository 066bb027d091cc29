import { getMeshContract, putMeshContract } from '@/lib/api/contracts/mesh'
import { notAllowed } from '@/lib/http/not-allowed'
import { route } from '@/lib/http/route'
import { getMesh } from '@/lib/operations/mesh/get'
import { putMesh } from '@/lib/operations/mesh/put'

export const dynamic = 'force-dynamic'
export const GET = route(getMeshContract, getMesh)
export const PUT = route(putMeshContract, putMesh)
export const DELETE = notAllowed
export const PATCH = notAllowed
export const POST = notAllowed

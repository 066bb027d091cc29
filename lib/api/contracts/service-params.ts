import { z } from 'zod'
import type { ServiceName } from '@/lib/mesh/names'

/** The two path segments of a service's name. `ns` is empty for an end that has no namespace (an address, `clients`). */
export const serviceParams = z.object({ ns: z.string().max(253), name: z.string().min(1).max(2048) })

export const serviceOf = (params: { ns: string; name: string }): ServiceName =>
  params.ns === '' ? params.name : `${params.ns}/${params.name}`

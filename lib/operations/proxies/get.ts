import { AppError } from '@/lib/errors'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import type { Ctx } from '../ctx'
import { readFleet } from './read-fleet'

export async function getProxy(ctx: Ctx, input: { id: string }): Promise<MeshProxy> {
  const proxy = (await readFleet(ctx)).find((other) => other.id === input.id)
  if (!proxy) throw new AppError('not_found', `no proxy with the id "${input.id}" is known`)
  return proxy
}

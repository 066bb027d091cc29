import { AppError } from '@/lib/errors'
import type { ProxyDetailView } from '@/lib/mesh/proxy-view'
import type { Ctx } from '../ctx'
import { readDesired } from '../policies/read-desired'
import { readFleet } from './read-fleet'

export async function getProxy(ctx: Ctx, input: { id: string }): Promise<ProxyDetailView> {
  const proxies = await readFleet(ctx)
  const proxy = proxies.find((other) => other.id === input.id)
  if (!proxy) throw new AppError('not_found', `no proxy with the id "${input.id}" is known`)
  const desired = await readDesired(ctx.store.steer, proxies)
  return { ...proxy, abilities: ctx.driver.abilities?.(desired, proxy) ?? [] }
}

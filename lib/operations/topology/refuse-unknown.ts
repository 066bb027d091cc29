import { AppError } from '@/lib/errors'
import { instanceId, versionId } from '@/lib/mesh/names'
import { isEnd } from '@/lib/topology/end-id'
import type { Ctx } from '../ctx'
import { readFleet } from '../proxies/read-fleet'

const lookBackMs = 24 * 3_600_000
const mostNamed = 20

/**
 * Throws `not_found`, with the names there are, for an id of the topology that stands for nothing: neither declared, nor a proxy's, nor in what was measured in
 * the range or in the last day. Asked only where there is nothing to show: what is known and silent has an answer, that it is silent.
 */
export async function refuseUnknown(ctx: Ctx, field: string, ids: readonly string[], range: { from: number; to: number }): Promise<void> {
  const [mesh, proxies] = await Promise.all([ctx.store.steer.mesh.get(), readFleet(ctx)])
  const names = new Set<string>()
  const isKnown = new Set<string>()
  for (const { name, versions } of mesh?.document.services ?? []) {
    names.add(name)
    for (const version of versions) isKnown.add(versionId(name, version.name))
  }
  for (const { name } of mesh?.document.gateways ?? []) names.add(name)
  for (const { id, service, version } of proxies) {
    names.add(service)
    if (version !== null) isKnown.add(versionId(service, version)).add(instanceId(service, version, id))
  }
  const left = ids.filter((id) => !names.has(id) && !isKnown.has(id))
  if (left.length === 0) return
  const now = ctx.now()
  const { series } = ctx.store
  const ends = [...series.totals(range.from, range.to), ...series.totals(now - lookBackMs, now)].flatMap(({ key }) => [
    key.source,
    key.target,
  ])
  const unknown = left.find((id) => !ends.some((end) => isEnd(end, id)))
  if (unknown === undefined) return
  for (const end of ends) names.add(end.service)
  const [shown, rest] = [[...names].sort().slice(0, mostNamed), Math.max(0, names.size - mostNamed)]
  const known = shown.length === 0 ? 'nothing is known yet' : `known are ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  throw new AppError('not_found', `${field}: nothing is called "${unknown}" here; ${known}`, { known: shown })
}

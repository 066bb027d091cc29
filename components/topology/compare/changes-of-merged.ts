import type { ComparedWire } from '@/lib/api/compare'
import { formatCount } from '@/lib/mesh/format'
import type { Scene, SceneChange } from '../scene/scene-model'
import { countedWords, countKinds, kindTones } from './difference-words'

/**
 * What changed on edges that are drawn as one, because an end is in a closed group: by the drawn edge's id, how many of them do what, toned by the worst.
 * Groups by namespace and by version are told by the ids of their members; of teams nothing in an id tells.
 */
export function changesOfMerged(scene: Scene, edges: Iterable<ComparedWire>): Map<string, SceneChange> {
  const drawn = new Set(scene.nodes.map(({ id }) => id))
  const known = new Set(scene.edges.map(({ id }) => id))
  const merged = new Map<string, ComparedWire[]>()
  for (const edge of edges) {
    if (edge.differences.length === 0 || known.has(edge.id)) continue
    const [, source = '', target = '', protocol = ''] = /^(.*)>(.*):([a-z]+)$/.exec(edge.id) ?? []
    const id = `${drawnEnd(source, drawn)}>${drawnEnd(target, drawn)}:${protocol}`
    if (!known.has(id)) continue
    const others = merged.get(id)
    if (others) others.push(edge)
    else merged.set(id, [edge])
  }
  return new Map([...merged].map(([id, list]) => [id, toChange(list)]))
}

function drawnEnd(id: string, drawn: ReadonlySet<string>): string {
  if (drawn.has(id)) return id
  const [service = id] = id.split('@')
  const [version = id] = /^[^@]*@[^/]*/.exec(id) ?? []
  return [`version=${version}`, `version=${service}`, `namespace=${service.split('/')[0] ?? ''}`].find((group) => drawn.has(group)) ?? id
}

function toChange(edges: readonly ComparedWire[]): SceneChange {
  const counts = countKinds(edges)
  const [worst] = counts
  return {
    tone: worst ? kindTones[worst.kind] : 'muted',
    text: counts
      .slice(0, 2)
      .map(({ kind, count }) => `${formatCount(count)} ${countedWords(kind, count)}`)
      .join(', '),
    isGhost: edges.every(({ presence }) => presence === 'gone'),
  }
}

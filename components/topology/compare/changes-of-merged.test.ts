import { describe, expect, it } from 'vitest'
import type { ComparedWire } from '@/lib/api/compare'
import type { Scene } from '../scene/scene-model'
import { changesOfMerged } from './changes-of-merged'

type Kind = ComparedWire['differences'][number]['kind']
const compared = (id: string, kind: Kind): ComparedWire => ({
  id,
  presence: 'both',
  now: null,
  base: null,
  differences: [{ kind, test: 'fisher', p: 0, q: 0, phi: 1, isDispersionMeasured: true, now: 1, base: 0, perSecond: 1 }],
})
/** Nothing but ids is looked at. */
const scene = (nodes: string[], edges: string[]): Scene =>
  ({ nodes: nodes.map((id) => ({ id })), edges: edges.map((id) => ({ id })), regions: [] }) as unknown as Scene

describe('changes of edges drawn as one', () => {
  it('are counted by the worst of each, at the drawn edge, those that are drawn themselves left out', () => {
    const changes = changesOfMerged(
      scene(
        ['namespace=shop', 'edge/gateway', 'pay/bank'],
        ['edge/gateway>namespace=shop:http', 'namespace=shop>pay/bank:http', 'edge/gateway>pay/bank:http'],
      ),
      [
        compared('edge/gateway>shop/a:http', 'failing_more'),
        compared('edge/gateway>shop/b:http', 'failing_more'),
        compared('edge/gateway>shop/c:http', 'slower'),
        compared('shop/a>pay/bank:http', 'more'),
        compared('shop/a>shop/b:http', 'failing_more'),
        compared('edge/gateway>pay/bank:http', 'slower'),
      ],
    )
    expect(Object.fromEntries(changes)).toEqual({
      'edge/gateway>namespace=shop:http': { tone: 'bad-mark', text: '2 fail more, 1 slower', isGhost: false },
      'namespace=shop>pay/bank:http': { tone: 'muted', text: '1 more traffic', isGhost: false },
    })
  })
  it('find a service’s and a version’s group too', () => {
    const versions = changesOfMerged(scene(['version=shop/a', 'x'], ['x>version=shop/a:http']), [compared('x>shop/a@v2:http', 'new')])
    expect([...versions.keys()]).toEqual(['x>version=shop/a:http'])
    const instances = changesOfMerged(scene(['version=shop/a@v2', 'x'], ['x>version=shop/a@v2:http']), [
      compared('x>shop/a@v2/a-1:http', 'new'),
    ])
    expect([...instances.keys()]).toEqual(['x>version=shop/a@v2:http'])
  })
})

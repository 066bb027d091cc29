import type { QueryClient } from '@tanstack/react-query'
import { type Positions, putPositions } from '@/lib/api/views-queries'
import { layoutMark } from '@/lib/mesh/saved-view'

/** Under what positions are kept: shared by everybody, or a saved view's own. */
export const layoutKey = (shared: string, layout: string | null): string => (layout ? `${shared}${layoutMark}${layout}` : shared)

/** Gives a saved view an arrangement of its own, which begins as what is seen now. Answers its name for the address. */
export async function copyLayout(client: QueryClient): Promise<string> {
  const layout = crypto.randomUUID().slice(0, 8)
  for (const query of client.getQueryCache().findAll({ queryKey: ['positions'], type: 'active' })) {
    const [, key] = query.queryKey
    const shared = String(key).split(layoutMark)[0] ?? ''
    const positions = positionsOf(query.state.data)
    if (positions) await putPositions(layoutKey(shared, layout), positions)
  }
  return layout
}

/** Only `positionsQuery` fills what stands under this key. */
const positionsOf = (data: unknown): Positions | undefined => (data as { positions: Positions } | undefined)?.positions

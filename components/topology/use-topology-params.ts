'use client'
import { parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

export const views = ['service', 'version', 'instance'] as const
export const edgeLabels = ['requests', 'errors', 'latency', 'throughput'] as const
export const overlays = ['health', 'rate', 'errors', 'latency', 'change'] as const
export const groupings = ['auto', 'namespace', 'team', 'version', 'none'] as const

const parsers = {
  view: parseAsStringLiteral(views).withDefault('service'),
  label: parseAsStringLiteral(edgeLabels).withDefault('requests'),
  overlay: parseAsStringLiteral(overlays).withDefault('health'),
  as: parseAsStringLiteral(['graph', 'table']).withDefault('graph'),
  /** Small screens open with what needs a hand; the graph is one tap away. */
  phone: parseAsStringLiteral(['problems', 'graph']).withDefault('problems'),
  find: parseAsString.withDefault(''),
  hide: parseAsString.withDefault(''),
  /** auto: by namespace where there are many. `open`: ids of the groups that are open. */
  group: parseAsStringLiteral(groupings).withDefault('auto'),
  open: parseAsArrayOf(parseAsString).withDefault([]),
  edges: parseAsStringLiteral(['readable', 'all']).withDefault('readable'),
  focus: parseAsString,
  depth: parseAsInteger.withDefault(1),
  selected: parseAsString,
  sheet: parseAsStringLiteral(['shift']),
  change: parseAsString,
  /** What is compared with: `ago:1h`, `before:<change id>` or `<from>/<to>`. */
  compare: parseAsString,
  /** A saved view's own arrangement of nodes; null: everybody's. */
  layout: parseAsString,
  /** A panel of the whole mesh, where nothing is selected. */
  panel: parseAsStringLiteral(['problems']),
}

/** Everything the topology shows, from the URL. A selection and a focus make a step in the history; the rest replaces it. */
export function useTopologyParams() {
  const [params, set] = useQueryStates(parsers)
  return {
    ...params,
    set,
    toggle: (id: string) =>
      set(({ open }) => ({ open: open.includes(id) ? open.filter((each) => each !== id) : [...open, id] }), { history: 'push' }),
    /** Opens the group of a node, where it is in a closed one, and selects it. */
    show: (group: string | null, selected: string) =>
      set(({ open }) => ({ selected, sheet: null, change: null, open: group === null || open.includes(group) ? open : [...open, group] }), {
        history: 'push',
      }),
    select: (selected: string | null) => set({ selected, sheet: null, change: null }, { history: 'push' }),
    focusOn: (focus: string | null) => set({ focus, depth: 1 }, { history: 'push' }),
    openShift: () => set({ sheet: 'shift', change: null }, { history: 'push' }),
    showChange: (change: string) => set({ sheet: 'shift', change }, { history: 'replace' }),
    compareWith: (compare: string | null) =>
      set({ compare, overlay: compare === null ? null : 'change', selected: null }, { history: 'push' }),
    closeSheet: () => set({ sheet: null, change: null }),
  }
}
export type TopologyParams = ReturnType<typeof useTopologyParams>

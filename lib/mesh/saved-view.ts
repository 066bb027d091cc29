import type { Millis } from './names'

/**
 * How somebody looks at the topology, under a name for everybody. params: of the page's address (find, hide, group, overlay, focus …), without the range and what is
 * selected. revision: never the same twice, also after a view of that name was removed.
 */
export type SavedView = { name: string; params: Record<string, string>; revision: number; actor: string; at: Millis }

/** Between the name of an arrangement that everybody shares and the id of a saved view's own: `service~saved~1a2b3c4d`. */
export const layoutMark = '~saved~'

import type { Overlay } from './scene-model'

/** How the scene is looked at: what is chosen, found, lit. */
export type SceneLook = {
  overlay: Overlay
  selected: string | null
  /** Where the keyboard stands. */
  cursor: string | null
  /** Nodes and edges at full strength; null for all. */
  lit: ReadonlySet<string> | null
  dimmedAlpha: number
  matches: ReadonlySet<string>
  isDragging: boolean
  /** Requests over time of what is near enough to show them. */
  sparks: ReadonlyMap<string, readonly (number | null)[]>
}
